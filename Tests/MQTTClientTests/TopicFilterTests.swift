import MQTTClient
import Testing

@Suite struct TopicFilterTests {
    @Test(arguments: [
        ("a/b", "a/b", true), ("a/b", "a/c", false), ("a/b", "a/b/c", false), ("a/b/c", "a/b", false),
        ("a/+", "a/b", true), ("a/+", "a/", true), ("a/+", "a", false), ("a/+", "a/b/c", false),
        ("+/b/+", "a/b/c", true), ("+", "a", true), ("+", "/a", false), ("+/+", "/a", true), ("/+", "/a", true),
        ("#", "a/b/c", true), ("a/#", "a", true), ("a/#", "a/b/c", true), ("a/#", "ab", false),
        ("a/+/#", "a", false), ("a/+/#", "a/b", true), ("#", "$SYS/broker", false), ("+/broker", "$SYS/broker", false),
        ("$SYS/#", "$SYS/broker", true), ("küche/+", "küche/licht", true), ("a//b", "a//b", true),
        ("a/+/b", "a//b", true),
    ])
    func matches(_ filter: String, _ topic: String, _ expected: Bool) {
        #expect(TopicFilter.matches(filter, topic: topic) == expected)
    }

    @Test func problems() {
        for good in ["a", "a/b", "#", "a/#", "+", "+/a/+", "/", "a//b", "$SYS/#"] {
            #expect(TopicFilter.problem(inFilter: good) == nil)
        }
        for bad in ["", "a#", "#/a", "a/b#", "a+", "a/+b/c", "a\0b", "a\nb"] {
            #expect(TopicFilter.problem(inFilter: bad) != nil)
        }
        #expect(TopicFilter.problem(inTopic: "a/b") == nil)
        for bad in ["", "a/+", "#", "a\0", String(repeating: "x", count: 65536)] {
            #expect(TopicFilter.problem(inTopic: bad) != nil)
        }
    }
}

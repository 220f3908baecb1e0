import ApplianceVocabulary
import Appliances
import DeviceDiscovery
import Testing

@Suite("Templates of Home Assistant's discovery")
struct Templates {
    /// The value that a sensor with a template reads from a payload; nil if the template is left out.
    private func value(_ template: String, _ payload: String, unit: String? = "x") throws -> String? {
        let unit = unit.map { ",\"unit_of_measurement\":\"\($0)\"" } ?? ""
        let escaped = template.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let config = "{\"name\":\"thing\",\"state_topic\":\"a/b\",\"value_template\":\"\(escaped)\"\(unit)}"
        var discovery = Discovery()
        _ = discovery.receive(topic: "homeassistant/sensor/thing/config", payload: Array(config.utf8))
        let proposal = Proposal(discovery.report(), for: RecordedMessages.empty)
        guard !proposal.entries.isEmpty else { return nil }
        let report = try proposal.applied(to: RecordedMessages.empty).decode(topic: "a/b", payload: Array(payload.utf8))
        return report.changes.first?.value.description
    }

    @Test(
        "the common forms",
        arguments: [
            ("{{ value }}", "21.5", "21.5"), ("{{value_json.a.b}}", "{\"a\":{\"b\":3}}", "3"),
            ("{{ value_json['a'][\"b c\"] }}", "{\"a\":{\"b c\":3}}", "3"),
            ("{{ value_json.list[1] }}", "{\"list\":[1,2]}", "2"),
            ("{{ value_json.a | float }}", "{\"a\":\"1.5\"}", "1.5"), ("{{ value | int(0) }}", "7", "7"),
            ("{{ value_json.a | float(0) | round(1) }}", "{\"a\":2}", "2"),
            ("{{ value_json.a / 10 }}", "{\"a\":215}", "21.5"),
            ("{{ (value_json.a | float) * 100 }}", "{\"a\":0.5}", "50"), ("{{ value | float / 1000 }}", "2500", "2.5"),
            ("{{ '%0.1f'|format(value_json.a) }}", "{\"a\":2.5}", "2.5"),
            ("{{ value_json.a | is_defined }}", "{\"a\":4}", "4"),
            ("{{ value_json.a if value_json.a is defined }}", "{\"a\":4}", nil),
            ("{{ value_json.a if value_json.a is defined else 0 }}", "{\"a\":4}", "4"),
            ("{% if value_json.a is defined %}{{ value_json.a }}{% endif %}", "{\"a\":4}", "4"),
            ("{%- if value_json.a is defined -%}{{ value_json.a }}{%- else -%}0{%- endif -%}", "{\"a\":4}", "4"),
            ("{{ value_json.get('a') }}", "{\"a\":4}", "4"), ("{{ float(value_json.a) }}", "{\"a\":4}", "4"),
        ])
    func common(template: String, payload: String, expected: String?) throws {
        #expect(try value(template, payload) == expected, "\(template)")
    }

    @Test(
        "what does more than a profile can say is left out",
        arguments: [
            "{{ states('sensor.x') }}", "{{ value_json.a + 1 }}", "{% for x in value_json %}{{ x }}{% endfor %}",
            "{{ value.x }}",
            "{{ value_json.a | regex_replace('a', 'b') }}", "plain", "{{ value_json }", "{{ 'on' }}",
            "{{ value_json.a.b.c.d.e.f.g.h.i }}",
            "{{ }}", "{{ value_json[value] }}", "{{ now() }}", "{{ value_json.a }}{{ value_json.b }}",
        ])
    func strange(template: String) throws {
        #expect(try value(template, "{}") == nil)
    }

    @Test(
        "a template that chooses becomes names",
        arguments: [
            ("{{ 'ON' if value_json.state == 1 else 'OFF' }}", "{\"state\":1}", "{\"state\":0}"),
            ("{{ 'ON' if value_json.on else 'OFF' }}", "{\"on\":true}", "{\"on\":false}"),
            (
                "{% if value_json.mode != 'idle' %}ON{% else %}OFF{% endif %}", "{\"mode\":\"heat\"}",
                "{\"mode\":\"idle\"}"
            ),
            ("{{ value | upper }}", "on", "off"),
            ("{{ value_json.state | lower }}", "{\"state\":\"On\"}", "{\"state\":\"off\"}"),
        ])
    func choices(template: String, on: String, off: String) throws {
        let escaped = template.replacing("\"", with: "\\\"")
        let words = template.contains("lower") ? ",\"state_on\":\"on\",\"state_off\":\"off\"" : ""
        let config = "{\"name\":\"thing\",\"cmd_t\":\"a/set\",\"stat_t\":\"a/b\",\"val_tpl\":\"\(escaped)\"\(words)}"
        var discovery = Discovery()
        _ = discovery.receive(topic: "homeassistant/switch/thing/config", payload: Array(config.utf8))
        let home = try Proposal(discovery.report(), for: RecordedMessages.empty).applied(to: RecordedMessages.empty)
        for (payload, name) in [(off, "off")] + (template.contains("lower") ? [] : [(on, "on")]) {
            let report = home.decode(topic: "a/b", payload: Array(payload.utf8))
            #expect(report.changes.map { "\($0.property) \($0.value)" } == ["power \(name)"], "\(template) \(payload)")
        }
    }
}

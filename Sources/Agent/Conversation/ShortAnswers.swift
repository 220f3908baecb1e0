/// The few words with which people answer a question that was put to them.
package enum ShortAnswers {
    /// Yes or no, if the sentence is nothing else.
    package static func confirmation(_ normalized: String) -> Bool? {
        let said = withoutSpaces(normalized)
        if yes.contains(said) { return true }
        return no.contains(said) ? false : nil
    }

    /// Which of several is meant by "the second one"; from 0, counted from the end if negative.
    package static func ordinal(_ normalized: String) -> Int? {
        let normalized = withoutSpaces(normalized)
        let words = normalized.split(separator: " ").filter { !["the", "one", "please", "number"].contains($0) }
        guard words.count == 1 else { return nil }
        return places[String(words[0])]
    }

    /// Chinese as it is written; other languages as they are.
    private static func withoutSpaces(_ normalized: String) -> String {
        guard normalized.unicodeScalars.contains(where: ChineseText.isChinese) else { return normalized }
        return String(normalized.filter { $0 != " " })
    }

    private static let yes: Set<String> = [
        "yes", "yes please", "yeah", "yep", "yup", "sure", "ok", "okay", "do it", "go ahead", "please do", "confirm",
        "confirmed", "correct", "right", "thats right", "of course", "affirmative", "exactly", "alright", "yes do it",
        "yes go ahead", "i do", "yes i am", "i am sure", "im sure", "yes im sure",
        "是", "是的", "好", "好的", "好啊", "对", "对的", "嗯", "可以", "行", "确定", "确认", "没错", "当然", "要", "做吧", "执行", "系", "系呀", "得",
        "没问题",
    ]
    private static let no: Set<String> = [
        "no", "no thanks", "no thank you", "nope", "nah", "cancel", "cancel that", "stop", "dont", "do not",
        "dont do it",
        "never mind", "nevermind", "forget it", "not now", "leave it", "abort", "negative", "no dont", "better not",
        "不", "不是", "不要", "不用", "不用了", "不行", "不对", "取消", "算了", "别", "否", "没有", "停", "唔系", "唔好", "唔使", "唔要",
    ]
    private static let places = [
        "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4,
        "sixth": 5, "6th": 5, "last": -1, "former": 0, "latter": -1,
        "第一个": 0, "第二个": 1, "第3个": 2, "第4个": 3, "第5个": 4, "第6个": 5, "最后1个": -1, "前一个": 0, "后1个": -1, "第1": 0, "第2": 1,
    ]
}

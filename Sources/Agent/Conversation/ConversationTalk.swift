/// What people say about the last turn: take it back, or the other one.
enum ConversationTalk: Sendable, Hashable {
    /// Put it back.
    case undo
    /// Not that one: the other one.
    case other
    /// Not that one: this, in the words that follow.
    case meant(String)

    /// What a normalised sentence says about the last turn; nil if it is about something else.
    init?(_ normalized: String) {
        let isChinese = normalized.unicodeScalars.contains(where: ChineseText.isChinese)
        let said = isChinese ? normalized.filter { $0 != " " } : normalized
        let plain = isChinese ? said : Self.without(Self.courtesies, said)
        if Self.undoing.contains(plain) {
            self = .undo
            return
        }
        guard let rest = Self.behindNo(plain, isChinese) else { return nil }
        if Self.others.contains(rest) {
            self = .other
            return
        }
        // "是不是" and "是否" ask.
        for opening in Self.meaning where rest.hasPrefix(opening) && !["是不是", "是否"].contains(where: rest.hasPrefix) {
            let meant = String(rest.dropFirst(opening.count))
            guard !meant.isEmpty else { continue }
            self = .meant(meant)
            return
        }
        return nil
    }

    /// What follows the "no"; the whole where there is none, because "I meant …" says it too.
    private static func behindNo(_ said: String, _ isChinese: Bool) -> String? {
        for no in isChinese ? chineseNo : englishNo where said.hasPrefix(no) { return String(said.dropFirst(no.count)) }
        return said
    }

    private static func without(_ words: [String], _ said: String) -> String {
        var said = said
        for word in words where said.hasSuffix(" " + word) { said.removeLast(word.count + 1) }
        for word in words where said.hasPrefix(word + " ") { said.removeFirst(word.count + 1) }
        return said
    }

    private static let courtesies = ["please", "again", "now"]
    private static let undoing: Set<String> = [
        "undo", "undo that", "undo it", "undo this", "undo the last one", "put it back", "put that back",
        "put them back", "put it back as it was",
        "put everything back", "put it back the way it was", "change it back", "change that back", "set it back",
        "turn it back",
        "revert", "revert that", "revert it", "take that back", "take it back", "restore it", "restore that",
        "as it was before",
        "go back", "never mind undo that", "no undo that", "no put it back",
        "恢复原样", "恢复", "恢复原状", "还原", "撤销", "撤回", "算了恢复原样", "算了还原", "算了撤销", "变回去", "改回去", "调回去", "恢复之前的样子",
        "恢复刚才的样子", "改回来", "调回来", "取消刚才的操作", "撤销刚才的操作", "还原刚才的操作", "唔好恢复原样", "不恢复原样", "变返之前咁",
    ]
    private static let englishNo = ["no no ", "no not that one ", "no not that ", "not that one ", "no ", "wrong "]
    private static let chineseNo = ["不对不对", "不是这个", "不是那个", "不对", "不是", "错了", "唔系", "唔啱", "不", "我说错了"]
    private static let others: Set<String> = [
        "the other one", "the other", "other one", "i meant the other one", "i mean the other one", "i meant the other",
        "另一个", "另外一个", "是另一个", "另1个", "另外1个", "是另1个", "是另外1个", "我说的是另1个", "第二个", "另1盏", "另外1盏", "第2个",
    ]
    private static let meaning = [
        "i meant ", "i mean ", "i wanted ", "i said ", "我说的是", "我是说", "我指的是", "我要的是", "我讲嘅系", "是",
    ]
}

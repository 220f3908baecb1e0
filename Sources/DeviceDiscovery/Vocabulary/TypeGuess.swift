/// What kind of appliance the words of a name, a model or a description point at.
enum TypeGuess {
    /// The kind that the words name; nil if they name none.
    static func appliance(in texts: [String]) -> String? {
        let words = texts.flatMap(Words.all)
        let all = Set(words)
        let pairs = Set(zip(words, words.dropFirst()).map { $0 + " " + $1 })
        let text = texts.joined(separator: " ").lowercased()
        for (type, names) in kinds {
            let isNamed = names.contains { name in
                if name.contains(" ") { return pairs.contains(name) }
                return name.utf8.count == name.count ? all.contains(name) : text.contains(name)
            }
            if isNamed { return type }
        }
        return nil
    }

    /// The kinds with their words, the finer ones first.
    private static let kinds: [(type: String, names: [String])] = [
        ("rice_cooker", ["rice cooker", "ricecooker", "reiskocher", "电饭煲", "電飯煲", "電鍋"]),
        ("slow_cooker", ["slow cooker", "crock pot", "multi cooker", "multicooker"]),
        ("air_fryer", ["air fryer", "airfryer", "fryer", "fritteuse", "空气炸锅", "氣炸鍋"]),
        ("water_heater", ["water heater", "boiler", "geyser", "warmwasser", "durchlauferhitzer", "热水器", "熱水器"]),
        ("kettle", ["kettle", "wasserkocher", "水壶", "水壺", "热水壶"]),
        ("microwave", ["microwave", "mikrowelle", "微波炉", "微波爐"]),
        ("oven", ["oven", "stove", "backofen", "ofen", "烤箱", "焗爐"]),
        ("cooktop", ["cooktop", "hob", "induction", "herd", "kochfeld", "电磁炉", "電磁爐"]),
        ("toaster", ["toaster", "grill", "sandwich maker"]),
        ("coffee_maker", ["coffee", "espresso", "kaffeemaschine", "咖啡机", "咖啡機"]),
        ("iron", ["iron", "bügeleisen", "hair dryer", "straightener", "熨斗"]),
        (
            "heater",
            [
                "heater", "radiator", "fireplace", "sauna", "heizung", "heizlüfter", "heizkörper", "electric blanket",
                "取暖器", "暖氣", "电热毯",
            ]
        ),
        ("dishwasher", ["dishwasher", "geschirrspüler", "洗碗机", "洗碗機"]),
        ("washing_machine", ["washing machine", "washer", "waschmaschine", "洗衣机", "洗衣機"]),
        ("dryer", ["dryer", "tumble dryer", "trockner", "烘干机", "乾衣機"]),
        ("fridge", ["fridge", "refrigerator", "kühlschrank", "冰箱", "雪櫃"]),
        ("freezer", ["freezer", "gefrierschrank", "冰柜"]),
        ("air_purifier", ["air purifier", "purifier", "luftreiniger", "空气净化器", "空氣清淨機"]),
        ("pet_feeder", ["pet feeder", "feeder"]),
        ("sprinkler", ["sprinkler", "irrigation"]),
    ]

    /// The kinds that become hot.
    private static let heating: Set<String> = [
        "rice_cooker", "slow_cooker", "air_fryer", "water_heater", "kettle", "microwave", "oven", "cooktop", "toaster",
        "coffee_maker", "iron", "heater",
    ]

    /// True for a kind that becomes hot: switching it on is a matter for a person.
    static func isHeating(_ type: String) -> Bool { heating.contains(type) }

    /// True for words that name something through which a person or a car comes in.
    static func isEntrance(_ texts: [String]) -> Bool {
        let words = texts.map(Words.all)
        let text = texts.joined(separator: " ")
        return !Set(words.joined()).isDisjoint(with: ["garage", "gate", "garagentor", "tor", "entrance"])
            || words.contains { zip($0, $0.dropFirst()).contains { $0 == ("front", "door") } }
            || ["车库", "車庫", "大门", "大門", "閘"].contains { text.contains($0) }
    }
}

import ApplianceVocabulary

/// The sentences in Chinese. They claim no more than what the appliances reported.
struct ChineseReplies: ReplyLanguage {
    let leftAlone = "好的，保持原样。"
    let tooLate = "刚才的问题已经过期了，请再说一遍要做什么。"
    let nothingAsked = "现在没有等待确认的事。需要做什么？"
    let nothingChanged = "（没有任何改动。）"
    let emptyHome = "家里还没有任何设备。"

    // MARK: Actions

    func result(
        of operation: Action.Operation, _ outcome: Outcome, devices: [Device], amongOthers: Bool
    ) -> String {
        let names = self.names(devices)
        switch outcome {
        case .confirmed(let reported): return "\(names)：\(done(operation, reported, devices))。"
        case .unconfirmed: return "已发送给\(names)，但还没有收到确认。"
        case .unconfirmable: return "已发送给\(names)；它不会报告是否完成。"
        case .contradicted(let reported):
            return "\(names)没有照做，仍然是\(state(property(of: operation), reported, devices.first))。"
        case .refused(let refusal):
            return self.refusal(
                refusal, devices: devices, property: property(of: operation), amongOthers: amongOthers)
        case .needsConfirmation(let question): return question
        case .unavailable(let reason): return "联系不上\(names)（\(reason)）。"
        case .value(let value, _): return "\(names)：\(state(property(of: operation), value, devices.first))。"
        }
    }

    private func done(_ operation: Action.Operation, _ reported: Value?, _ devices: [Device]) -> String {
        switch operation {
        case .set(let property, let value): state(property, reported ?? value, devices.first)
        case .adjust(let property, let direction, _):
            reported.map { state(property, $0, devices.first) } ?? spoken(property) + change(direction)
        case .perform("toggle", _): reported.map { state("power", $0, devices.first) } ?? "已切换"
        case .perform(let verb, let arguments): doing(verb, arguments)
        case .get(let property): reported.map { state(property, $0, devices.first) } ?? "\(spoken(property))未知"
        }
    }

    private func change(_ direction: Direction) -> String { direction == .up ? "调高" : "调低" }

    private func wish(_ operation: Action.Operation, _ devices: [Device]) -> String {
        switch operation {
        case .adjust(let property, let direction, let amount?):
            let unit = devices.first.flatMap { self.unit(property, $0) } ?? ""
            return "\(spoken(property))\(change(direction)) \(Value.number(amount))\(unit)"
        default: return done(operation, nil, devices)
        }
    }

    private func doing(_ verb: String, _ arguments: [String: Value]) -> String {
        let details = arguments.sorted { $0.key < $1.key }.map { "\(spoken($0.key)) \(spoken($0.value.description))" }
        return spoken(verb) + (details.isEmpty ? "" : "（\(details.joined(separator: "，"))）")
    }

    func didYouMean(_ actions: [(operation: Action.Operation, devices: [Device])]) -> String {
        let wishes = actions.map { "\(names($0.devices))：\(wish($0.operation, $0.devices))" }
        return "您是要\(wishes.joined(separator: "；"))吗？请回答是或不是。"
    }

    // MARK: Answers

    func answer(_ result: Answering.Result, staleSeconds: Double) -> String {
        var text = answer(result)
        let silent = result.readings.filter { $0.value == nil }.map(\.device)
        if !silent.isEmpty { text += "\(names(silent))还没有上报。" }
        if let oldest = result.readings.compactMap(\.ageSeconds).max(), oldest > staleSeconds {
            text += "（最近一次上报是\(age(oldest))前。）"
        }
        return text
    }

    private func answer(_ result: Answering.Result) -> String {
        let known = result.readings.filter { $0.value != nil }
        guard let predicate = result.predicate, let first = known.first else {
            return known.map { "\($0.device.name)：\(state($0.property, $0.value!, $0.device))。" }.joined()
        }
        let asked = bare(first.property, predicate.value, first.device)
        let fitting = result.fitting.map(\.device)
        switch predicate.quantifier {
        case .is, .all:
            guard let bool = result.answer.bool else { return "无法判断。" }
            if bool { return "是的，\(names(fitting))\(asked)。" }
            let other = known.filter { reading in !fitting.contains { $0.id == reading.device.id } }
            let told = other.prefix(3).map { "\($0.device.name)\(bare($0.property, $0.value!, $0.device))" }
            return "不是，\(told.joined(separator: "，"))。"
        case .any: return fitting.isEmpty ? "没有\(asked)的。" : "有，\(names(fitting))\(asked)。"
        case .which: return fitting.isEmpty ? "没有\(asked)的。" : "\(asked)的有：\(names(fitting, limit: 20))。"
        case .count: return "\(result.readings.count) 个中有 \(fitting.count) 个\(asked)。"
        }
    }

    func nothingHas(_ property: String, devices: [Device]) -> String {
        devices.isEmpty ? "这里没有这样的设备。" : "\(names(devices))无法提供\(spoken(property))。"
    }

    // MARK: Refusals and questions

    func refusal(_ refusal: Refusal, devices: [Device], property: String?, amongOthers: Bool) -> String {
        let it = devices.isEmpty ? "该设备" : names(devices)
        let start = amongOthers ? "有一项没有执行" : "没有执行"
        switch refusal {
        case .noSuchDevice: return "\(start)：这里没有这样的设备。"
        case .unsupported(let what) where what.isEmpty: return "\(start)：该设备做不到。"
        case .unsupported(let what): return "\(start)：\(it)不支持\(spoken(what))。"
        case .outOfRange(let limits) where limits.isEmpty: return "\(start)：超出了设备允许的范围。"
        case .outOfRange(let limits): return "\(start)：\(it)的\(property.map(spoken) ?? "数值")超出范围（\(limits)）。"
        case .policy(_, let explanation): return "没有操作\(it)：\(explanation)"
        case .notAboutHome: return "我只能帮忙控制家里的设备。"
        }
    }

    func question(_ question: Question, devices: [Device]) -> String {
        switch question {
        case .ambiguousTarget: devices.isEmpty ? "您指的是哪一个？" : "是哪一个：\(names(devices, limit: 8, or: true))？"
        case .missingValue(let property?): "\(spoken(property))要设成多少？"
        case .missingValue(nil): "要设成多少？"
        case .unclear: "没有听懂，请换个说法。"
        }
    }

    func failure(_ failure: AgentFailure) -> String {
        switch failure {
        case .empty: "什么也没听到，请说要做什么。"
        case .tooLong(let limit): "没有执行：这句话太长了，最多 \(limit) 个字。"
        case .tooLongForModel: "没有执行：这句话太长了，请说得短一些。"
        case .tooManyActions(let limit): "没有执行：一次最多 \(limit) 个操作。"
        case .model(let reason): "没有执行：模型出错了（\(reason)）。"
        case .timeout: "没有执行：理解花了太长时间，请再试一次。"
        case .unavailable: "联系不上需要的设备。"
        }
    }

    func stopped(_ failure: AgentFailure) -> String {
        switch failure {
        case .timeout: "到这里停下了：时间不够了。"
        case .tooManyActions(let limit): "到这里停下了：一次最多 \(limit) 个操作。"
        case .model(let reason): "到这里停下了：模型出错了（\(reason)）。"
        case .empty, .tooLong, .tooLongForModel, .unavailable: "到这里停下了：这太多了。"
        }
    }

    // MARK: Words

    private func names(_ devices: [Device], limit: Int = 3, or: Bool = false) -> String {
        let names = devices.map { String($0.name.prefix(60)) }
        guard devices.count <= limit else { return "\(devices.count) 个设备" }
        guard let last = names.last, names.count > 1 else { return names.first ?? "设备" }
        return names.dropLast().joined(separator: "、") + (or ? "还是" : "和") + last
    }

    /// `打开`, `亮度 30%`, `静音打开`.
    private func state(_ property: String, _ value: Value, _ device: Device?) -> String {
        let bare = bare(property, value, device)
        if Self.plainProperties.contains(property) { return bare }
        if case .number = value { return "\(spoken(property)) \(bare)" }
        return spoken(property) + bare
    }

    private func bare(_ property: String, _ value: Value, _ device: Device?) -> String {
        switch value {
        case .flag(let flag): flag ? "打开" : "关闭"
        case .number: "\(value)\(device.flatMap { unit(property, $0) } ?? "")"
        case .name(let name): spoken(name)
        }
    }

    /// Properties whose values tell what they are about.
    private static let plainProperties: Set<String> = ["power", "opening", "lock", "activity", "playback"]

    private func unit(_ property: String, _ device: Device) -> String? {
        switch device.capability(property)?.kind {
        case .range(_, _, _, let unit), .reading(let unit): unit
        default: nil
        }
    }

    private func property(of operation: Action.Operation) -> String {
        switch operation {
        case .set(let property, _), .adjust(let property, _, _), .get(let property): property
        case .perform("toggle", _): "power"
        case .perform(let verb, _): verb
        }
    }

    private func age(_ seconds: Double) -> String {
        let (count, unit) =
            seconds < 5_400
            ? (seconds / 60, "分钟") : seconds < 129_600 ? (seconds / 3_600, "小时") : (seconds / 86_400, "天")
        return "\(Int(count.rounded())) \(unit)"
    }

    /// The Chinese word for a name of the vocabulary; names that have none are said as they are.
    private func spoken(_ name: String) -> String { Self.vocabulary[name] ?? name.replacing("_", with: " ") }

    private static let vocabulary = [
        "power": "电源", "brightness": "亮度", "color": "颜色", "color_temp": "色温", "temperature": "温度", "humidity": "湿度",
        "current_temperature": "当前温度", "hvac_mode": "模式", "fan_mode": "风速", "speed": "风速", "opening": "开关",
        "position": "位置",
        "lock": "锁", "volume": "音量", "mute": "静音", "playback": "播放状态", "activity": "状态", "remaining": "剩余时间",
        "forecast": "天气", "battery": "电量", "motion": "移动", "mode": "模式", "program": "程序", "door": "门",
        "keep_warm": "保温",
        "child_lock": "童锁", "energy": "用电量",
        "on": "打开", "off": "关闭", "open": "打开", "closed": "关闭", "locked": "已锁上", "unlocked": "未上锁", "playing": "正在播放",
        "paused": "已暂停", "idle": "空闲", "stopped": "已停止", "cleaning": "正在打扫", "docked": "在充电座上", "charging": "正在充电",
        "returning": "正在返回", "running": "正在运行", "finished": "已完成", "error": "出错", "heating": "正在加热", "cooling": "正在制冷",
        "home": "在家", "away": "离家", "low": "低", "medium": "中", "high": "高", "auto": "自动", "heat": "制热", "cool": "制冷",
        "dry": "除湿", "fan_only": "送风", "heat_cool": "冷暖", "red": "红色", "green": "绿色", "blue": "蓝色", "yellow": "黄色",
        "orange": "橙色", "purple": "紫色", "pink": "粉色", "white": "白色", "cyan": "青色", "gold": "金色", "brown": "棕色",
        "play": "播放", "pause": "暂停", "stop": "停止", "next": "下一首", "previous": "上一首", "start": "开始", "dock": "回充",
        "activate": "启动", "run": "运行", "brew": "制作", "cancel": "取消", "cancel_all": "全部取消", "resume": "继续",
        "extend": "延长", "reduce": "缩短", "hours": "小时", "minutes": "分钟", "seconds": "秒", "name": "名称", "area": "区域",
        "drink": "饮品", "white_rice": "白饭", "brown_rice": "糙米饭", "porridge": "粥", "steam": "蒸", "quick": "快速",
    ]
}

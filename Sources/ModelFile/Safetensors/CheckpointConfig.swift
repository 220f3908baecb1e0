import JSONText

/// The `config.json` of a checkpoint folder, turned into metadata.
struct CheckpointConfig {
    var metadata: ModelMetadata
    /// True if weight scales are stored as what results are divided by.
    var dividesByScale: Bool
    /// The splitting rule that the file names, if it does.
    var preTokenizer: PreTokenizer?

    /// Reads the file. All mistakes are told at once.
    init(json: JSON, path: String, folderName: String) throws(ModelFileError) {
        var mistakes: [String] = []
        func whole(_ key: String) -> Int {
            if let value = json[key]?.integer { return value }
            mistakes.append("config.json lacks the whole number \"\(key)\"")
            return 0
        }
        if let type = json["model_type"]?.string, type != "bitnet" {
            mistakes.append("config.json describes a model of type \"\(type)\"; only \"bitnet\" is supported")
        }
        if let activation = json["hidden_act"]?.string, activation != "relu2" {
            mistakes.append("config.json has hidden_act \"\(activation)\"; only \"relu2\" is supported")
        }
        if json["tie_word_embeddings"]?.bool != true {
            mistakes.append(
                "config.json does not set tie_word_embeddings to true; models with a head of their own are not supported"
            )
        }
        if json["attention_bias"]?.bool == true {
            mistakes.append("config.json sets attention_bias, which is not supported")
        }
        for holder in [json["rope_scaling"], json["rope_parameters"]] {
            if let kind = (holder?["rope_type"] ?? holder?["type"])?.string, kind != "default" {
                mistakes.append("config.json scales positions by the rule \"\(kind)\", which is not supported")
            }
        }
        let shape = ModelShape(
            hidden: whole("hidden_size"), feedForward: whole("intermediate_size"), layers: whole("num_hidden_layers"),
            heads: whole("num_attention_heads"),
            keyValueHeads: json["num_key_value_heads"] == nil
                ? whole("num_attention_heads") : whole("num_key_value_heads"),
            vocabulary: whole("vocab_size"))
        if let width = json["head_dim"]?.integer, shape.heads > 0, width * shape.heads != shape.hidden {
            mistakes.append("config.json has head_dim \(width), which times the heads is not the hidden size")
        }
        let theta = json["rope_theta"]?.number ?? json["rope_parameters"]?["rope_theta"]?.number
        if theta == nil { mistakes.append("config.json lacks the number \"rope_theta\"") }
        let epsilon = json["rms_norm_eps"]?.number
        if epsilon == nil { mistakes.append("config.json lacks the number \"rms_norm_eps\"") }

        let trivet = json["trivet"]
        let end = json["eos_token_id"]
        metadata = ModelMetadata(
            name: trivet?["name"]?.string ?? json["_name_or_path"]?.string ?? folderName,
            dialect: trivet?["dialect"]?.string,
            languages: trivet?["languages"]?.array?.compactMap(\.string) ?? [],
            shape: shape, ropeTheta: theta ?? 0, normEpsilon: epsilon ?? 0,
            contextLength: whole("max_position_embeddings"), beginToken: json["bos_token_id"]?.integer,
            endTokens: end?.array?.compactMap(\.integer) ?? [end?.integer].compactMap(\.self))
        for member in trivet?["card"]?.object ?? [] { metadata.card[member.key] = member.value.string }
        if let training = trivet?["training"] { metadata.card["training"] = training.serialized() }
        if let name = (trivet?["pre_tokenizer"] ?? trivet?["tokenizer"])?.string {
            preTokenizer = PreTokenizer(rawValue: name)
            if preTokenizer == nil {
                mistakes.append("config.json names the tokenizer rule \"\(name)\", which is unknown")
            }
        } else if trivet != nil {
            preTokenizer = .trivetWords
        }

        // The published model multiplies ("autobitlinear"); the other class of the same library divides and is its default.
        let quantization = json["quantization_config"]
        switch quantization?["linear_class"]?.string {
        case "autobitlinear": dividesByScale = false
        case "bitlinear": dividesByScale = true
        case nil: dividesByScale = quantization != nil
        case let other?:
            dividesByScale = false
            mistakes.append("config.json has linear_class \"\(other)\"; autobitlinear and bitlinear are supported")
        }
        if mistakes.isEmpty { mistakes = metadata.problems.map { "config.json: \($0)" } }
        if !mistakes.isEmpty { throw ModelFileError(path: path, problem: .unsuitable(mistakes)) }
    }
}

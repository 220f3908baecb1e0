/// What GGUF calls the tensors of a model.
enum GGUFTensorNames {
    private static let parts = [
        "attention_norm": "attn_norm", "query": "attn_q", "key": "attn_k", "value": "attn_v",
        "attention_output_norm": "attn_sub_norm", "attention_output": "attn_output", "feed_forward_norm": "ffn_norm",
        "gate": "ffn_gate", "up": "ffn_up", "feed_forward_output_norm": "ffn_sub_norm", "down": "ffn_down",
    ]

    /// The name in a GGUF file, without `.weight`, of a tensor of the requirements.
    static func stem(_ requirement: TensorRequirement) -> String {
        switch requirement.name {
        case "token_embedding": return "token_embd"
        case "output_norm": return "output_norm"
        case let name:
            let words = name.split(separator: ".")
            return "blk.\(words[1]).\(parts[String(words[2])]!)"
        }
    }

    /// The name in a GGUF file of a tensor of the requirements.
    static func weight(_ requirement: TensorRequirement) -> String { stem(requirement) + ".weight" }

    /// The head of older files, which repeats the embedding.
    static let output = "output.weight"
}

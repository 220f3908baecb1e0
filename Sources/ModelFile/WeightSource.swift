/// The weights of a model, whatever they come from: a checkpoint, a GGUF file, a generator. An importer reads every form
/// through this one; tensors go by the requirements of the model's shape.
public protocol WeightSource: AnyObject, Sendable {
    /// The file or folder, for messages.
    var path: String { get }
    /// What the model says about itself.
    var metadata: ModelMetadata { get }
    /// The tables of the tokenizer as the section of a packed file; nil if there is none.
    func makeTokenizerSection() throws(ModelFileError) -> [UInt8]?

    /// What the weights of a ternary tensor are multiplied by. May read the whole tensor (master weights).
    func scale(of tensor: TensorRequirement) throws(ModelFileError) -> Float

    /// How the source stores a ternary tensor, if its bytes can be had as they lie; nil where `trits` must be asked.
    func storedEncoding(of tensor: TensorRequirement) -> TensorEncoding?

    /// Lends the bytes of a tensor that has a stored encoding.
    func withStoredBytes(
        of tensor: TensorRequirement, _ body: (RawSpan) throws(ModelFileError) -> Void
    ) throws(ModelFileError)

    /// The weights -1, 0 and +1 of some rows of a ternary tensor, row after row. `trits` holds exactly those rows. A
    /// code that stands for no weight is an error.
    func readTrits(of tensor: TensorRequirement, rows: Range<Int>, into trits: UnsafeMutableBufferPointer<Int8>)
        throws(ModelFileError)

    /// The numbers of some rows of the embedding or of a norm, row after row. A number that is not finite is an error.
    func readNumbers(of tensor: TensorRequirement, rows: Range<Int>, into numbers: UnsafeMutableBufferPointer<Float>)
        throws(ModelFileError)

    /// Tells that a tensor is not needed any more, so that a mapped source can give its pages back.
    func finished(with tensor: TensorRequirement)
}

extension WeightSource {
    /// Nothing to give back.
    public func finished(with tensor: TensorRequirement) {}
}

import JSONText

extension SafetensorsModel: MappedWeights {
    var formName: String { "safetensors" }

    /// How long the files of weights are.
    public var byteCount: Int { shards.reduce(0) { $0 + $1.file.file.byteCount } }

    /// Its tensors in the order of the shape's requirements, where they lie in the file.
    public var tensors: [TensorRecord] {
        metadata.shape.tensors.compactMap { requirement in
            places[requirement.name].map { record(requirement, $0) }
        }
    }

    func record(_ requirement: TensorRequirement, _ place: Place) -> TensorRecord {
        TensorRecord(
            name: requirement.name, encoding: place.encoding, rows: requirement.rows, columns: requirement.columns,
            scale: place.scale, offset: place.range.lowerBound, byteCount: place.range.count)
    }

    var identity: UInt64 {
        var parts: [UInt8] = []
        for shard in shards {
            let head = shard.file.tensors.values.map(\.range.lowerBound).min() ?? 0
            parts.append(littleEndian: shard.file.file.identity(head: head))
        }
        // Its constants stand in another file.
        return Checksum.of((parts + Array(metadata.json.serialized().utf8)).span.bytes)
    }

    func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        try shards[0].file.file.withBytes(body)
    }

    func release(_ range: Range<Int>) { shards[0].file.file.release(range) }

    func checkUnchanged() throws(ModelFileError) {
        for shard in shards { try shard.file.file.checkUnchanged() }
    }

    /// Throws if something has to be converted before it can run.
    public func requireRunnable() throws(ModelFileError) {
        let reason: String
        if let requirement = masters.first {
            reason = "\(requirement.checkpointName) holds master weights, which are quantised once, by an import"
        } else if shards.count > 1 {
            reason = "its weights are spread over \(shards.count) files"
        } else if places["token_embedding"]?.range.lowerBound.isMultiple(of: 2) == false {
            reason = "its embedding begins at an odd byte"
        } else {
            return
        }
        throw ModelFileError(
            path: path,
            problem: .unsuitable(["\(reason); make a packed model of it with `trivet model import`"]))
    }

    /// The linear layers that are still to be quantised.
    var masters: [TensorRequirement] {
        metadata.shape.tensors.filter { $0.encoding.isTernary && places[$0.name]?.encoding != .rowGroups }
    }

    /// Reads every byte of the weights: codes stand for weights, numbers are finite, and a head that is there too is the
    /// embedding again.
    public func verify(progress: (_ readBytes: Int) -> Void = { _ in }) throws(ModelFileError) {
        var done = 0
        for requirement in metadata.shape.tensors {
            let place = places[requirement.name]!
            let problem = shards[place.shard].file.file.withBytes {
                TensorCheck.problem(of: record(requirement, place), $0, name: place.name)
            }
            if let problem { throw ModelFileError(path: fileName(place), problem: problem) }
            finished(with: requirement)
            done += place.range.count
            progress(done)
        }
        try checkHead()
    }

    /// A head beside the embedding has to hold the same bytes.
    func checkHead() throws(ModelFileError) {
        guard let head, let embedding = places["token_embedding"] else { return }
        let (left, right) = (shards[head.shard], shards[embedding.shard])
        for start in stride(from: 0, to: head.range.count, by: 16 << 20) {
            let part = start..<min(head.range.count, start + (16 << 20))
            let (first, second) = (part.from(head.range), part.from(embedding.range))
            let isEqual = left.file.file.withBytes { left in
                right.file.file.withBytes { right in
                    left.extracting(first).withUnsafeBytes { left in
                        right.extracting(second).withUnsafeBytes { left.elementsEqual($0) }
                    }
                }
            }
            left.file.file.release(first)
            right.file.file.release(second)
            guard isEqual else {
                throw ModelFileError(
                    path: path,
                    problem: .unsuitable([
                        "\(head.name) differs from the embedding; models with a head of their own are not supported"
                    ]))
            }
        }
    }
}

extension Range<Int> {
    /// The same range counted from the beginning of another one.
    fileprivate func from(_ other: Range<Int>) -> Range<Int> {
        other.lowerBound + lowerBound..<other.lowerBound + upperBound
    }
}

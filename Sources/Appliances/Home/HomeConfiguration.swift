import YAMLReader

/// Everything that a home's file says. Paths are joined with the folder of the file already.
public struct HomeConfiguration: Sendable {
    /// The file that it was read from.
    public var file: String
    /// The name of this node: commands arrive at `trivet/<node>/command`.
    public var node = "home"
    /// The broker.
    public var broker = BrokerSettings()
    /// The model file; of several the first and quickest.
    public var model: String
    /// The files of larger models, in the order in which they are asked what the ones before are not sure of.
    public var laterModels: [String] = []
    /// How many tokens of home and conversation the model sees at once, instead of what the board profile says.
    public var contextTokens: Int?
    /// How the model's memory of a conversation is stored, instead of what the board profile says.
    public var cachePrecision: CachePrecision?
    /// The folder of the device profiles.
    public var profileFolder: String
    /// The board profile to use; nil to recognise the board.
    public var board: String?
    /// The folder of the board profiles.
    public var boardFolder: String
    /// The folder for what the runtime writes: journal and caches.
    public var dataFolder: String
    /// How the agent behaves.
    public var agent = AgentSettings()
    /// What is done later.
    public var schedule = ScheduleSettings()
    /// What is done when something happens.
    public var triggers: [Trigger] = []
    /// Who sends commands on topics of their own.
    public var senders: [Sender] = []
    /// Which announcements of devices the running home follows.
    public var discovery = DiscoverySettings()
    /// The areas of the home.
    public var areas: [Area] = []
    /// The devices of the home.
    public var devices: [ConfiguredDevice] = []

    /// An empty home whose paths have their usual places beside a file.
    public init(file: String) {
        self.file = file
        model = Paths.join(file, "../models/pilot.trivet")
        profileFolder = Paths.join(file, "../devices")
        boardFolder = Paths.join(file, "../firmware-profiles")
        dataFolder = Paths.join(file, "../var")
    }

    /// The area with that id.
    public func area(_ id: String) -> Area? { areas.first { $0.id == id } }
}

/// How a model's memory of a conversation, its keys and values, is stored.
public enum CachePrecision: String, Sendable, Hashable, CaseIterable {
    /// Four bytes a number, as it is computed.
    case f32
    /// Two bytes a number.
    case f16
    /// One byte a number and a scale for each head and token.
    case int8
}

/// An area of the home.
public struct Area: Sendable, Hashable {
    /// The key in the file.
    public var id: String
    /// What people call it.
    public var name: String
    /// The floor that it lies on, as people call it.
    public var floor: String?
}

/// How the broker is reached.
public struct BrokerSettings: Sendable, Hashable {
    /// The host.
    public var host = "localhost"
    /// The port.
    public var port = 1883
    /// The path of a Unix socket, instead of host and port.
    public var socket: String?
    /// The name to log in with.
    public var username: String?
    /// The password, if it is written in the file itself.
    public var password: String?
    /// The file that holds the password.
    public var passwordFile: String?
    /// The client id; nil for `trivet-<node>`.
    public var clientID: String?
    /// The time after which a silent connection is probed.
    public var keepAliveSeconds = 30
    /// Encryption; nil for none.
    public var tls: TLSSettings?
}

/// How the connection to the broker is encrypted.
public struct TLSSettings: Sendable, Hashable {
    /// The file of the authority whose certificates are trusted; nil for those of the system.
    public var authority: String?
    /// The file of the certificate of this node, if the broker wants one.
    public var certificate: String?
    /// The file of its key.
    public var key: String?

    /// Settings with the files that they name.
    public init(authority: String? = nil, certificate: String? = nil, key: String? = nil) {
        self.authority = authority
        self.certificate = certificate
        self.key = key
    }
}

/// How the agent behaves.
public struct AgentSettings: Sendable, Hashable {
    /// How often the model may be asked for one sentence.
    public var maximumSteps = 8
    /// How many actions on devices one sentence may have.
    public var maximumActions = 200
    /// How long one sentence may take.
    public var turnSeconds = 30.0
    /// How long an appliance may take to confirm, where its profile does not say.
    public var confirmationSeconds = 5.0
    /// How long a question such as "really unlock?" stays open.
    public var questionSeconds = 60.0
    /// How long a conversation is remembered without a new sentence.
    public var sessionSeconds = 300.0
    /// How many earlier sentences of a conversation the model sees.
    public var historyTurns = 3
    /// The longest command in bytes.
    public var maximumCommandBytes = 4096
    /// The share of the model's wish that the home's grammar must allow; below it the sentence is not about the home.
    public var rejectionThreshold = 0.5
    /// The probability of the least certain part of an answer; below it the person is asked back.
    public var certaintyThreshold = 0.4
    /// The same where a larger model stands behind the one that answered: below it the sentence is left to that one.
    public var handoverCertainty = 0.6
    /// True to decide but publish nothing to appliances.
    public var observeOnly = false
}

/// A device as the home's file describes it.
public struct ConfiguredDevice: Sendable {
    /// The key in the file.
    public var id: String
    /// The name of its profile.
    public var profile: String
    /// What people call it.
    public var name: String
    /// Other names for it.
    public var aliases: [String] = []
    /// The id of its area.
    public var area: String?
    /// Its name in its own topics.
    public var address: String
    /// The type, if it differs from the profile's: a plug with a lamp in it.
    public var type: String?
    /// The finer kind, if it differs from the profile's.
    public var deviceClass: String?
    /// Values for the parameters of the profile.
    public var parameters: [String: String] = [:]
    /// Tables for arguments of verbs: names with their spelling.
    var tables: [String: [WireMapping.NameSpelling]] = [:]
    /// Properties and verbs of the profile that this device lacks.
    public var without: [String] = []
    /// Limits that replace those of the profile for the same target.
    public var limits: [Limit] = []
    /// Where the parts of the device are written, for messages.
    var places = DevicePlaces()
}

/// Where the parts of a device are written.
struct DevicePlaces: Sendable {
    var device = Position.start
    var profile = Position.start
    var name = Position.start
    var aliases = Position.start
    var area = Position.start
    var parameters = Position.start
    var tables = Position.start
    var without = Position.start
}

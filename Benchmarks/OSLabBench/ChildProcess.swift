import Glibc

/// A program run to its end, with what it took.
struct ChildProcess {
  let seconds: Double
  let processorSeconds: Double
  /// The most memory that it had at once, in megabytes; 0 if it was not watched.
  let megabytes: Double

  /// Throws if it cannot be started or fails. Output that nobody wants goes to `/dev/null`. Watching its memory
  /// makes `seconds` coarse.
  init(
    _ program: String, _ arguments: [String], input: String = "/dev/null",
    output: String = "/dev/null", watchesMemory: Bool = false
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    let start = wallSeconds()
    var child = pid_t()
    guard posix_spawn(&child, program, &actions, nil, &words, environ) == 0 else {
      throw BenchmarkFailure(reason: "\(program) cannot be started")
    }
    var status: Int32 = 0
    var usage = rusage()
    var most = 0.0
    if watchesMemory {
      // Not `ru_maxrss`, which counts this process too, whose copy the child was before it began.
      var state = siginfo_t()
      while waitid(P_PID, id_t(child), &state, WEXITED | WNOHANG | WNOWAIT) == 0,
        state.si_signo == 0
      {
        most = max(most, Self.highWater(of: child))
        usleep(2000)
      }
    }
    guard wait4(child, &status, 0, &usage) == child, status == 0 else {
      throw BenchmarkFailure(reason: "\(program) \(arguments.joined(separator: " ")) failed")
    }
    seconds = wallSeconds() - start
    processorSeconds = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
    megabytes = most
  }

  /// `VmHWM` of a running process in megabytes; proc(5).
  private static func highWater(of process: pid_t) -> Double {
    guard let text = try? readText("/proc/\(process)/status"),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
    else { return 0 }
    return (Double(kibibytes) ?? 0) / 1024
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
  }
}

/// A whole file.
func readText(_ path: String) throws -> String {
  guard let file = fopen(path, "r") else {
    throw BenchmarkFailure(reason: "\(path) cannot be read")
  }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&chunk, 1, chunk.count, file)
    if count == 0 { return String(decoding: bytes, as: UTF8.self) }
    bytes += chunk[..<count]
  }
}

/// A label in the room there is for it: cut in front of what tells it from its neighbours, as the number of a
/// vCPU (`Webserver….0`) or what is said of it (`Webser…, due 20%`).
enum ShortLabel {
  static func of(_ label: String, most: Int) -> String {
    guard label.count > most else { return label }
    let tail = label.lastIndex { $0 == "." || $0 == "," }.map { label[$0...] } ?? ""
    let kept = tail.count <= most / 2 + 2 ? tail : ""
    return label.prefix(max(1, most - 1 - kept.count)) + "…" + kept
  }
}

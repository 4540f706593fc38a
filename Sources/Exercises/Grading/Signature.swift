extension Submission {
  /// The HMAC-SHA-256 of what is handed in, under the student's token, as 64 hexadecimal digits.
  ///
  /// It shows that a file was changed on its way. It proves nothing more, because the student holds the
  /// token, and grading never depends on it.
  public func signature(under token: PersonalToken) -> String {
    var fields = ["oslab hand-in 1", course ?? "", student ?? "", lesson]
    fields.append(version.map(String.init) ?? "")
    for question in order {
      guard let entry = answers[question] else { continue }
      fields.append(question)
      fields.append(entry.digest ?? "")
      fields.append(entry.answer.map { JSONWriter.text($0) } ?? "")
      fields.append(entry.commands.map { JSONWriter.text($0) } ?? "")
    }
    let digits = Authentication.code(key: token.bytes, fields: fields).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return digits.joined()
  }
}

/** Reads JSON values from a stream, one a line (ndjson), as they come. */
export async function readLines(
  stream: ReadableStream<Uint8Array>,
  onLine: (line: unknown) => void,
): Promise<void> {
  const decoder = new TextDecoder()
  const reader = stream.getReader()
  let rest = ""
  for (;;) {
    const { done, value } = await reader.read()
    rest += decoder.decode(value, { stream: !done })
    const lines = rest.split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) if (line !== "") onLine(JSON.parse(line) as unknown)
    if (done) return
  }
}

/** The whole of an answer; of a stream that does not end, nothing, and it is let go. */
export async function readText(response: Response): Promise<string> {
  if (response.headers.get("content-type")?.startsWith("text/event-stream") !== true) {
    return response.text()
  }
  await response.body?.cancel()
  return ""
}

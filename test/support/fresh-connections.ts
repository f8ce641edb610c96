// Sends so many requests, each on a connection of its own, and tells how many got a 200:
// node fresh-connections.ts <url> <count>, over the channel to its parent.
import http from "node:http"

const [, , url = "", count = "0"] = process.argv
process.once("message", () => {
  const asked = Array.from(
    { length: Number(count) },
    () =>
      new Promise<number>((resolve) => {
        const request = http.get(url, { agent: false }, (answer) => {
          answer.resume().on("end", () => resolve(answer.statusCode ?? 0))
        })
        request.on("error", () => resolve(0))
      }),
  )
  void Promise.all(asked).then((statuses) => {
    process.send?.(statuses.filter((status) => status === 200).length, () => process.exit(0))
  })
})
process.send?.("ready")

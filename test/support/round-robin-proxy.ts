import net, { type AddressInfo } from "node:net"

export interface RoundRobinProxy {
  readonly url: string
  /** From now on connections go there too, as soon as it says that it is ready. */
  add(backendUrl: string): void
  remove(backendUrl: string): void
  isSentTo(backendUrl: string): boolean
  close(): Promise<void>
}

const lookEveryMs = 100

/**
 * A plain load balancer: each connection goes to the next hub whose /readyz said 200 last. It tries
 * nothing twice and hides nothing: what a hub refuses or cuts off, the client sees.
 */
export async function startRoundRobinProxy(): Promise<RoundRobinProxy> {
  const ready = new Map<string, boolean>()
  let turn = 0
  const server = net.createServer((client) => {
    const backends = [...ready].filter(([, isReady]) => isReady).map(([url]) => new URL(url))
    const backend = backends[(turn += 1) % backends.length]
    if (backend === undefined) {
      client.destroy()
      return
    }
    const upstream = net.connect(Number(backend.port), backend.hostname)
    client.on("error", () => upstream.destroy())
    upstream.on("error", () => client.resetAndDestroy())
    client.pipe(upstream).pipe(client)
  })
  const looking = setInterval(() => {
    for (const url of ready.keys()) void look(url)
  }, lookEveryMs)

  async function look(url: string): Promise<void> {
    const isReady = await fetch(`${url}/readyz`, { headers: { connection: "close" } }).then(
      async (answer) => {
        await answer.arrayBuffer()
        return answer.ok
      },
      () => false,
    )
    if (ready.has(url)) ready.set(url, isReady)
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: (url) => void ready.set(url, false),
    remove: (url) => void ready.delete(url),
    isSentTo: (url) => ready.get(url) === true,
    async close() {
      clearInterval(looking)
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

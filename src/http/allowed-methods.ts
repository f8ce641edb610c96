import type { FastifyInstance } from "fastify"

interface RouteMethods {
  readonly pattern: RegExp
  readonly methods: readonly string[]
}

/** Notes every route that is added, so that a wrong method can be told from a wrong path. */
export function watchMethods(server: FastifyInstance): readonly RouteMethods[] {
  const routes: RouteMethods[] = []
  server.addHook("onRoute", (route) => {
    if (route.url.includes("*")) return
    const path = route.url
      .split("/")
      .map((part) => (part.startsWith(":") ? "[^/]+" : part.replace(/[.+?^$()|[\]{}\\]/g, "\\$&")))
      .join("/")
    routes.push({ pattern: new RegExp(`^${path}$`), methods: [route.method].flat() })
  })
  return routes
}

/** The methods that the path of this URL takes; none where there is no such path. */
export function methodsAt(routes: readonly RouteMethods[], url: string): readonly string[] {
  const path = url.replace(/[?#].*$/s, "")
  const methods = routes.filter(({ pattern }) => pattern.test(path)).flatMap((it) => it.methods)
  return [...new Set(methods)].toSorted()
}

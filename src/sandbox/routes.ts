import type { AnswerAfterTrials, SandboxAnswer, SandboxRequest } from "./exchange.ts"
import type { World } from "./world.ts"

/** One call of a provider's API. */
export interface SandboxRoute<Answer extends SandboxAnswer | AnswerAfterTrials = SandboxAnswer> {
  readonly method: string
  /** `/v2/payouts/:id`: a named part takes one segment, decoded. */
  readonly path: string
  answer(call: SandboxCall, world: World): Promise<Answer>
}

export interface SandboxCall extends SandboxRequest {
  readonly parameters: Readonly<Record<string, string>>
}

export type FoundRoute<Answer extends SandboxAnswer | AnswerAfterTrials> =
  | { readonly outcome: "found"; readonly route: SandboxRoute<Answer>; readonly call: SandboxCall }
  | { readonly outcome: "method_unknown" }
  | { readonly outcome: "path_unknown" }

export function findRoute<Answer extends SandboxAnswer | AnswerAfterTrials>(
  routes: readonly SandboxRoute<Answer>[],
  request: SandboxRequest,
): FoundRoute<Answer> {
  const fitting = routes.flatMap((route) => {
    const parameters = parametersOf(route.path, request.path)
    return parameters === undefined ? [] : [{ route, call: { ...request, parameters } }]
  })
  const found = fitting.find(({ route }) => route.method === request.method)
  if (found !== undefined) return { outcome: "found", ...found }
  return { outcome: fitting.length > 0 ? "method_unknown" : "path_unknown" }
}

function parametersOf(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/")
  const given = path.replace(/(?<=.)\/$/, "").split("/")
  if (wanted.length !== given.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const segment = decoded(given[index] ?? "")
    if (segment === undefined) return undefined
    if (part.startsWith(":")) {
      if (segment === "") return undefined
      parameters[part.slice(1)] = segment
    } else if (part !== segment) return undefined
  }
  return parameters
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

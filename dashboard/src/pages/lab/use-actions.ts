import { api } from "../../api/client.ts"
import type { Action, SandboxThing } from "./use-lab.ts"

const keptMs = 5 * 60_000

/** What may be done at an account's provider; undefined while that is being read. */
export function useActions(accountId: string): readonly Action[] | undefined {
  const params = { path: { id: accountId } }
  const options = { staleTime: keptMs }
  return api.useQuery("get", "/v1/sandbox/accounts/{id}/actions", { params }, options).data?.data
}

/** Those that can be done to a thing as it stands. */
export function actionsOn(
  actions: readonly Action[],
  thing: Pick<SandboxThing, "kind" | "status">,
): readonly Action[] {
  return actions.filter(
    ({ on }) =>
      on !== null &&
      on.kinds.includes(thing.kind) &&
      (on.statuses === null || on.statuses.includes(thing.status)),
  )
}

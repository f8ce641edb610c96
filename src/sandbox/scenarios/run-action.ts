import { PaidoutError } from "../../errors.ts"
import type { AccountWorld } from "../account-world.ts"
import { checkArguments } from "../check-arguments.ts"
import type { ActionResult, Simulator } from "../simulator.ts"
import type { RunState } from "./run.ts"
import type { Action } from "./scenario.ts"

/**
 * Does what a person would at the provider, and tells of it in the story.
 * @throws PaidoutError sandbox_action_unknown, sandbox_action_refused, request_invalid
 */
export async function runAction(
  { action: name, args }: Action,
  world: AccountWorld,
  by: { readonly simulator: Simulator; readonly made: RunState["made"] },
): Promise<ActionResult> {
  const action = by.simulator.actions[name]
  if (action === undefined) throw new PaidoutError("sandbox_action_unknown")
  const given = Object.fromEntries(
    Object.entries(args).map(([key, value]) => [
      key,
      typeof value === "object" && "made" in value ? nameOf(value.made, by.made) : value,
    ]),
  )
  checkArguments(action.args, given)
  const { result } = await world.tellOfWork(
    async () => {
      const done = await action.run(given, world)
      const thing = done.thing && (await world.find(done.thing.kind, done.thing.name))
      return { result: done, thing }
    },
    ({ result: { said }, thing }) => {
      const detail = { action: name, args: given }
      return ["action", said, { ...(thing && { thing }), detail }]
    },
  )
  return result
}

function nameOf(label: string, made: RunState["made"]): string {
  const found = made[label]
  if (found === undefined) throw new Error(`no action of this script made "${label}"`)
  return found.name
}

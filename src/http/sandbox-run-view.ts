import { idText } from "../ids.ts"
import type { FoundRun } from "../sandbox/scenarios/found-run.ts"
import type { ReadRun } from "../sandbox/scenarios/read-run.ts"
import { RUN_STATES, runState } from "../sandbox/scenarios/run.ts"
import type { Scenario } from "../sandbox/scenarios/scenario.ts"
import { sandboxStoryLineView } from "./sandbox-views.ts"

export type ScenarioView = ReturnType<typeof scenarioView>
export type RunView = ReturnType<typeof runView>
export type WholeRunView = ReturnType<typeof wholeRunView>

export function scenarioView(scenario: Scenario) {
  return {
    name: scenario.name,
    summary: scenario.summary,
    shows: scenario.shows,
    providers: Object.keys(scenario.scripts),
    misbehaviour: scenario.misbehaviour as object,
    count: scenario.count,
    count_max: scenario.countMax,
  }
}

export function runView({ id, account, provider, thing }: FoundRun) {
  const state = runState(thing)
  return {
    id: idText("sandboxRun", id),
    scenario: state.scenario,
    account_id: idText("sandboxAccount", account.id),
    provider,
    seed: Number(state.seed),
    count: state.count,
    amount: state.amount,
    state: RUN_STATES.find((each) => each === thing.status) ?? "failed",
    progress: { done: state.done, of: state.of },
    waits_for: state.waitsFor,
    next_step_at: thing.nextStepAt?.toISOString() ?? null,
    failure: state.failure,
    created_at: thing.createdAt.toISOString(),
    finished_at: state.finishedAt,
  }
}

export function wholeRunView({ run, made, story }: ReadRun) {
  const names = new Set(made.map(({ name }) => name))
  return {
    ...runView(run),
    made: made.map(({ kind, name, parent, reference, status }) => ({
      kind,
      provider_id: name,
      part_of: parent !== null && names.has(parent) ? parent : null,
      reference,
      status,
    })),
    story: story.map(sandboxStoryLineView),
  }
}

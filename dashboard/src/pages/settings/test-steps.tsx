import { Loader, Stack, Text } from "@mantine/core"
import { IconCheck, IconCircleDashed, IconX } from "@tabler/icons-react"

import { CodeView } from "../../parts/code-view.tsx"
import { useWords, type Words } from "../../words/words.ts"
import classes from "./settings.module.css"
import type { TestStep } from "./use-watched-test.ts"

const STEPS = ["resolved", "connected", "secured", "sent", "answered"] as const
type StepName = (typeof STEPS)[number]
type StepState = "done" | "running" | "failed" | "waiting"

/** Resolve, connect, TLS, send, answer: each as it happens, and where it stopped. */
export function TestSteps({
  steps,
  state,
  isSecure,
  isAccepted,
}: {
  readonly steps: readonly TestStep[]
  readonly state: "running" | "done"
  readonly isSecure: boolean
  readonly isAccepted: boolean
}) {
  const words = useWords().settings.steps
  const wanted = STEPS.filter((name) => name !== "secured" || isSecure)
  // A further secret that is tried is another round: the last one counts.
  const begun = steps.findLastIndex(({ step }) => step === "resolved")
  const seen = new Map(steps.slice(Math.max(begun, 0)).map((step) => [step.step, step]))
  const next = wanted.find((name) => !seen.has(name))
  const answered = seen.get("answered")
  const body = answered?.step === "answered" ? answered.body : undefined

  function stateOf(name: StepName): StepState {
    if (seen.has(name)) {
      return name === "answered" && state === "done" && !isAccepted ? "failed" : "done"
    }
    if (name !== next) return "waiting"
    return state === "running" ? "running" : seen.size === 0 ? "waiting" : "failed"
  }

  return (
    <Stack gap="sm">
      <ol className={classes["steps"]} aria-label={words.label} aria-live="polite">
        {wanted.map((name) => {
          const step = seen.get(name)
          const stepState = stateOf(name)
          return (
            <li key={name} className={classes["step"]} data-state={stepState}>
              <StepMark state={stepState} />
              <span>{words[name]}</span>
              <span className={classes["detail"]}>
                {step === undefined ? whyNot(stepState, words) : detailOf(step, words)}
              </span>
              <span className="numbers">{step !== undefined && words.at(step.at_ms)}</span>
            </li>
          )
        })}
      </ol>
      {body !== undefined && (
        <div>
          <Text size="sm" fw={500} mb={4}>
            {words.body}
          </Text>
          {body === null || body === "" ? (
            <Text size="sm" c="dimmed">
              {words.empty}
            </Text>
          ) : (
            <CodeView text={body} label={words.body} />
          )}
        </div>
      )}
    </Stack>
  )
}

function StepMark({ state }: { readonly state: StepState }) {
  switch (state) {
    case "done":
      return <IconCheck size={18} aria-hidden />
    case "failed":
      return <IconX size={18} aria-hidden />
    case "running":
      return <Loader size={16} aria-hidden />
    case "waiting":
      return <IconCircleDashed size={18} aria-hidden />
    default:
      return state satisfies never
  }
}

function whyNot(state: StepState, words: Words["settings"]["steps"]): string {
  if (state === "running") return words.waiting
  return state === "failed" ? words.failed : words.notReached
}

function detailOf(step: TestStep, words: Words["settings"]["steps"]): string {
  switch (step.step) {
    case "resolved":
      return step.addresses.join(", ")
    case "connected":
      return `${step.address}:${step.port}`
    case "secured":
      return step.protocol
    case "sent":
      return words.bytes(step.body_bytes)
    case "answered":
      return words.status(step.status)
    default:
      return step satisfies never
  }
}

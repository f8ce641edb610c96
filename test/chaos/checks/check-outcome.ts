import type { Queryable } from "../../../src/postgres/pool.ts"
import { checkAttention } from "./check-attention.ts"
import { checkDeliveries } from "./check-deliveries.ts"
import { checkMessages } from "./check-messages.ts"
import { checkSubjects } from "./check-subjects.ts"
import type { Expectation } from "./expectation.ts"
import { readOutcome } from "./read-outcome.ts"
import { toldSubjects } from "./told-subjects.ts"
import { collectViolations, type Violations } from "./violation.ts"

/** Holds all that the database and the endpoints have against all that was done. */
export async function checkOutcome(
  queryable: Queryable,
  expectation: Expectation,
): Promise<Violations> {
  const violations = collectViolations()
  const outcome = await readOutcome(queryable)
  const stored = checkMessages(expectation, outcome, violations)
  const subjects = toldSubjects(expectation, outcome, { stored, violations })
  checkSubjects(expectation, subjects, violations)
  checkAttention(expectation, outcome, { subjects, violations })
  checkDeliveries(expectation, outcome, violations)
  return violations
}

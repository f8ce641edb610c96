import { isPipelined } from "./is-pipelined.ts"
import type { PoolClient } from "./pool.ts"

/**
 * Statements whose answers do not wait for one another, in this order: on a pipelined connection
 * they travel as one, on another each waits for the one before.
 */
export async function sendTogether<Answers extends readonly unknown[]>(
  client: PoolClient,
  statements: { readonly [Place in keyof Answers]: () => Promise<Answers[Place]> },
): Promise<Answers> {
  if (isPipelined(client)) {
    return (await Promise.all(statements.map((send) => send()))) as unknown as Answers
  }
  const answers: unknown[] = []
  for (const send of statements) answers.push(await send())
  return answers as unknown as Answers
}

import { Anchor } from "@mantine/core"
import { Link } from "@tanstack/react-router"

import { IdText } from "../../parts/id-text.tsx"
import { useWords } from "../../words/words.ts"

const PATHS: Readonly<Record<string, string>> = {
  payout: "/payouts",
  batch: "/batches",
  payment: "/payments",
  message: "/webhooks/received",
}

/** The payout, batch, payment or request that something is about, as a link. */
export function SubjectLink({
  subject,
  id,
  text,
}: {
  readonly subject: string
  readonly id: string
  /** What people call it; default: its id. */
  readonly text?: string | null
}) {
  const words = useWords().webhooks.subject
  return (
    <Anchor component={Link} to={`${PATHS[subject] ?? "/payouts"}/${id}`} inherit>
      {text === undefined || text === null || text === "" ? (
        <IdText id={id} what={words[subject] ?? subject} />
      ) : (
        text
      )}
    </Anchor>
  )
}

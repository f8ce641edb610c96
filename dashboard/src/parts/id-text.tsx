import { Copy } from "./copy.tsx"

const shownMax = 18

/** An id in mono: its middle cut in lists, whole and with a copy button in detail. */
export function IdText({
  id,
  what,
  whole = false,
}: {
  readonly id: string | null
  readonly what: string
  readonly whole?: boolean
}) {
  if (id === null) return <span>–</span>
  const text = whole || id.length <= shownMax ? id : `${id.slice(0, 8)}…${id.slice(-6)}`
  return (
    <span style={{ whiteSpace: whole ? "normal" : "nowrap", overflowWrap: "anywhere" }}>
      <span
        title={id}
        style={{ fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8125rem" }}
      >
        {text}
      </span>
      {whole && <Copy value={id} what={what} />}
    </span>
  )
}

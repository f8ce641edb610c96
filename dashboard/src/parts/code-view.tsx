import { Copy } from "./copy.tsx"
import classes from "./code-view.module.css"

/** Text as it is, in mono; parts that contain `mark` are highlighted. */
export function CodeView({
  text,
  label,
  mark,
}: {
  readonly text: string
  readonly label: string
  readonly mark?: string | null
}) {
  return (
    <div className={classes["frame"]}>
      <span className={classes["copy"]}>
        <Copy value={text} what={label} />
      </span>
      <pre className={classes["code"]} tabIndex={0} role="region" aria-label={label}>
        {marked(text, mark ?? "")}
      </pre>
    </div>
  )
}

function marked(text: string, mark: string) {
  if (mark === "") return text
  return text
    .split(mark)
    .flatMap((part, at) => (at === 0 ? [part] : [<mark key={at}>{mark}</mark>, part]))
}

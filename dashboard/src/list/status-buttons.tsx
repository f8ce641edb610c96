import classes from "./status-buttons.module.css"

/** One of a few, as words that stand side by side; which one is in the URL. */
export function StatusButtons({
  label,
  choices,
  value,
  onChoose,
}: {
  readonly label: string
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly value: string
  readonly onChoose: (value: string) => void
}) {
  return (
    <div role="group" aria-label={label} className={classes["buttons"]}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          className={classes["button"]}
          aria-pressed={choice.value === value}
          onClick={() => onChoose(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  )
}

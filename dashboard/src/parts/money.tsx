import { useWords } from "../words/words.ts"
import { moneyText } from "./money-text.ts"

/** An amount of the API, tabular and with its currency. */
export function Money({
  amount,
}: {
  readonly amount: { readonly value: string; readonly currency: string } | null
}) {
  const words = useWords()
  if (amount === null) return <span>{words.shell.money.none}</span>
  return (
    <span className="numbers" style={{ whiteSpace: "nowrap" }}>
      {moneyText(amount.value, amount.currency, navigator.language)}
    </span>
  )
}

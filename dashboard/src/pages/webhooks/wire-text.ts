/** How a decoded value stands in the bytes it was read from; null: it does not, or is masked there. */
export function wireText(raw: string, value: string): string | null {
  return spellings(value).find((spelling) => spelling !== "" && raw.includes(spelling)) ?? null
}

/** As it is; as JSON, XML and forms escape it; amounts without our decimals; times to the second. */
function spellings(value: string): readonly string[] {
  const [whole = value, decimals = ""] = value.split(".")
  const isAmount = /^\d+\.\d+$/.test(value)
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(value)
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll("%20", "+"),
    value.replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
    ...(isAmount && /^0+$/.test(decimals) ? [whole] : []),
    ...(isAmount ? [(whole + decimals).replace(/^0+(?=\d)/, "")] : []),
    ...(isTime ? [value.slice(0, 19), value.slice(0, 16)] : []),
    // One payout of a bulk is named by the bulk and its own reference.
    ...(value.includes(":") ? value.split(":") : []),
  ]
}

const COLUMNS = 78

/** Lines of at most 78 columns, each indented; `hanging`: those after the first one further. */
export function paragraph(
  text: string,
  options: { readonly indent?: string; readonly hanging?: string } = {},
): string {
  const { indent = "  ", hanging = "" } = options
  const lines: string[] = []
  let line = indent
  let isEmpty = true
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > COLUMNS) {
      lines.push(line)
      line = indent + hanging + word
    } else line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, line].map((each) => `${each}\n`).join("")
}

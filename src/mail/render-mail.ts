import { escapeHtml, oneLine } from "./mail-text.ts"
import type { WrittenMail } from "./mail.ts"

/** What a mail says, before it is text or HTML. Every string may be hostile. */
export interface MailContent {
  readonly subject: string
  readonly heading: string
  readonly lines: readonly string[]
  readonly sections: readonly MailSection[]
  /** Where to go on; null: the mail has no link. */
  readonly link: { readonly label: string; readonly url: string } | null
  readonly footer: string
}

export interface MailSection {
  readonly title: string
  readonly items: readonly MailItem[]
  /** What to do next. */
  readonly advice: string | null
}

export interface MailItem {
  readonly head: string
  readonly details: readonly string[]
}

/** Plain text and simple HTML of the same words: nothing is loaded from anywhere. */
export function renderMail(content: MailContent): WrittenMail {
  return { subject: oneLine(content.subject), text: textOf(content), html: htmlOf(content) }
}

function textOf(content: MailContent): string {
  const blocks = [
    oneLine(content.heading),
    ...(content.lines.length === 0 ? [] : [content.lines.map((line) => oneLine(line)).join("\n")]),
    ...content.sections.map(sectionText),
    ...(content.link === null
      ? []
      : [`${oneLine(content.link.label)}: ${oneLine(content.link.url)}`]),
    `-- \n${oneLine(content.footer)}`,
  ]
  return `${blocks.join("\n\n")}\n`
}

function sectionText({ title, items, advice }: MailSection): string {
  const lines = items.flatMap(({ head, details }) => [
    `- ${oneLine(head)}`,
    ...details.map((detail) => `    ${oneLine(detail)}`),
  ])
  const next = advice === null ? [] : [`What to do: ${oneLine(advice)}`]
  return [oneLine(title), ...lines, ...next].join("\n")
}

const BODY_STYLE =
  "font:15px/1.5 system-ui,sans-serif;color:#1c1c1e;background:#ffffff;max-width:44rem;margin:0;padding:1rem"
const FAINT_STYLE = "color:#5c5c66"

function htmlOf(content: MailContent): string {
  const lines = content.lines.map((line) => shown(line)).join("<br>\n")
  const { link } = content
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${shown(content.subject)}</title></head>
<body style="${BODY_STYLE}">
<h1 style="font-size:20px;margin:0 0 8px">${shown(content.heading)}</h1>
${lines === "" ? "" : `<p>${lines}</p>\n`}${content.sections.map(sectionHtml).join("")}${
    link === null ? "" : `<p><a href="${shown(link.url)}">${shown(link.label)}</a></p>\n`
  }<p style="${FAINT_STYLE}">${shown(content.footer)}</p>
</body>
</html>
`
}

function sectionHtml({ title, items, advice }: MailSection): string {
  const list = items
    .map(({ head, details }) => {
      const faint = details.map(
        (detail) => `<br><span style="${FAINT_STYLE}">${shown(detail)}</span>`,
      )
      return `<li>${shown(head)}${faint.join("")}</li>\n`
    })
    .join("")
  return (
    `<h2 style="font-size:16px;margin:20px 0 4px">${shown(title)}</h2>\n` +
    (list === "" ? "" : `<ul style="margin:4px 0;padding-left:20px">\n${list}</ul>\n`) +
    (advice === null ? "" : `<p style="margin:4px 0"><b>What to do:</b> ${shown(advice)}</p>\n`)
  )
}

function shown(text: string): string {
  return escapeHtml(oneLine(text))
}

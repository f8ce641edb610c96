import { Option, type Command } from "commander"

import { MEMBER_ROLES } from "../../people/role.ts"
import { connectHub } from "../hub-client.ts"
import { json } from "../list-command.ts"
import type { Terminal } from "../terminal.ts"

interface Invitation extends Readonly<Record<string, unknown>> {
  readonly url: string
  readonly role: string
  readonly expires_at: string
}

export function addInvite(program: Command, terminal: Terminal): void {
  program
    .command("invite")
    .description("a link that makes whoever opens it a member who may log in; it works once")
    .addOption(
      new Option("--role <role>", "what the member may do")
        .choices([...MEMBER_ROLES])
        .default("owner"),
    )
    .option("--email <address>", "for this e-mail address only")
    .option("--json", "the API's answer")
    .action(async (options: { role: string; email?: string; json?: true }) => {
      const { role, email } = options
      const made = await connectHub(terminal).post<Invitation>("/v1/invitations", {
        role,
        ...(email !== undefined && { email }),
      })
      terminal.write(options.json ? json(made) : invitationText(made))
    })
}

function invitationText({ url, role, expires_at: expiresAt }: Invitation): string {
  return `${url}\n\nMakes one ${role}, once, until ${expiresAt}. It is not shown again.\n`
}

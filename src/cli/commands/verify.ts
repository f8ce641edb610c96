import type { Command } from "commander"
import type { SourceSecrets, WebhookHeaders } from "../../providers/provider.ts"
import { CommandFailure, EXIT } from "../exit.ts"
import { json } from "../list-command.ts"
import { recogniseProvider } from "../recognise-provider.ts"
import { secretOption, secretsFrom } from "../secrets-option.ts"
import type { Terminal } from "../terminal.ts"
import { addHeader, readWebhook } from "../webhook-input.ts"

interface VerifyOptions {
  readonly provider?: string
  readonly header?: WebhookHeaders
  readonly secret?: SourceSecrets
  readonly json?: true
}

export function addVerify(program: Command, terminal: Terminal): void {
  program
    .command("verify <file>")
    .description("is this webhook authentic? (a file with the exact bytes, or -)")
    .option("-p, --provider <name>", "whose webhook it is (default: found out)")
    .option("-H, --header <name: value>", "a header it came with; repeat it for more", addHeader)
    .addOption(secretOption())
    .option("--json", "for programs")
    .action(async (file: string, options: VerifyOptions) => {
      const secrets = secretsFrom(terminal, options.secret)
      if (Object.keys(secrets).length === 0) {
        throw new CommandFailure(EXIT.usage, "Give the secret to verify with: --secret kind=value.")
      }
      const request = await readWebhook(terminal, file, options.header)
      const provider = recogniseProvider(request, options.provider)
      if (provider === undefined) {
        throw new CommandFailure(EXIT.usage, "Say whose webhook it is: --provider <name>.")
      }
      const verdict = provider.verify(request, secrets)
      if (options.json) terminal.write(json({ provider: provider.name, ...verdict }))
      if (verdict.outcome === "refused") {
        throw new CommandFailure(EXIT.refused, `Not authentic: ${verdict.hint}`, {
          code: verdict.reason,
        })
      }
      if (!options.json) terminal.write(`${provider.name}: authentic.\n`)
    })
}

export function readmeText(told: {
  readonly payoutId: string
  readonly madeAt: string
  readonly version: string
}): string {
  return `Evidence of the payout ${told.payoutId}
Made by Paidout ${told.version} at ${told.madeAt}

payout.json       the payout as the API shows it; its account is masked
history.json      what became of each event, in the order applied; refused ones too, each with why
messages/         each request of the provider: <id>.json with its headers, when it came and whether
                  it was authentic; <id>.body with its exact bytes
readings/         what the provider answered when it was asked: <id>.json and <id>.body
deliveries/       what endpoints were told: <id>.json with each attempt and its answer; <id>.body as
                  it was frozen, without the signature that is added when it is sent
operators.json    what persons and API keys did: the audit log, and attention items with who closed
                  them
batch.json        the bulk payout it belongs to and its history, where there is one; the requests
                  that told of it are among the messages
manifest.json     each of these files with its SHA-256, and what is not complete

How to check that nothing was changed, in the folder where this was unpacked:

  node -e 'const c=require("crypto"),f=require("fs");for(const{name,sha256}of JSON.parse(f.readFileSync("manifest.json")).files)console.log(c.createHash("sha256").update(f.readFileSync(name)).digest("hex")===sha256?"same":"DIFFERENT",name)'

Account numbers are whole in the bodies, as the provider sent them. Secrets are not here: in place of
a credential stands "matches" or "differs", which compares it with the secrets of today. A body that
is marked as pruned was removed when its time was over; its SHA-256 is told where it is known.
`
}

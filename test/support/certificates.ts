import {
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from "node:crypto"

/** A certificate and its key, PEM. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

export interface Authority extends Certificate {
  /** Signs a certificate for a server of this name. */
  issue(name: string, validity?: Validity): Certificate
}

export interface Validity {
  readonly from: Date
  readonly to: Date
}

const DAY_MS = 86_400_000
const around = (): Validity => ({
  from: new Date(Date.now() - DAY_MS),
  to: new Date(Date.now() + DAY_MS),
})

/** A certificate authority of a test: made anew each time, so that nothing of it ever expires. */
export function createAuthority(): Authority {
  const own = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const issuer = { name: "Test authority", key: own.privateKey }
  return {
    ...pem(certify({ ...issuer, publicKey: own.publicKey, issuer, validity: around() }), own),
    issue(name, validity = around()) {
      const pair = generateKeyPairSync("ec", { namedCurve: "P-256" })
      return pem(
        certify({ name, publicKey: pair.publicKey, issuer, validity, serverName: name }),
        pair,
      )
    },
  }
}

/** X.509 version 3 (RFC 5280), written out in DER. */
function certify(subject: {
  readonly name: string
  readonly publicKey: KeyObject
  readonly issuer: { readonly name: string; readonly key: KeyObject }
  readonly validity: Validity
  /** None: a certificate authority. */
  readonly serverName?: string
}): Buffer {
  const { issuer, validity, serverName } = subject
  const algorithm = sequence(oid("2a8648ce3d040302"))
  const extension = (id: string, ...value: readonly Buffer[]) =>
    sequence(oid(id), der(0x04, sequence(...value)))
  const toSign = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    nameOf(issuer.name),
    sequence(timeOf(validity.from), timeOf(validity.to)),
    nameOf(subject.name),
    subject.publicKey.export({ type: "spki", format: "der" }),
    der(
      0xa3,
      sequence(
        serverName === undefined
          ? extension("551d13", der(0x01, Buffer.from([0xff])))
          : extension("551d11", der(0x82, Buffer.from(serverName))),
      ),
    ),
  )
  const signature = sign("sha256", toSign, issuer.key)
  return sequence(toSign, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])))
}

function pem(certificate: Buffer, pair: { readonly privateKey: KeyObject }): Certificate {
  return {
    certificate: new X509Certificate(certificate).toString(),
    key: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  }
}

function nameOf(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(commonName)))))
}

function timeOf(time: Date): Buffer {
  const text = time.toISOString().replaceAll(/\.\d+|[-:T]/g, "")
  return der(0x18, Buffer.from(text))
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts)
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(value.length)
  const digits = length.subarray(length.findIndex((byte) => byte !== 0))
  const prefix =
    value.length < 128
      ? Buffer.from([value.length])
      : Buffer.from([0x80 | digits.length, ...digits])
  return Buffer.concat([Buffer.from([tag]), prefix, value])
}

/** `npm run simulate`: see README.md beside this file. Of itself it makes the programs of its runs. */
await(process.send === undefined ? import("./search.ts") : import("./child.ts"))

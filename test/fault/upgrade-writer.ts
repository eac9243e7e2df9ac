import { setTimeout } from 'node:timers/promises'
import { upgradeStore } from '../../core/store/sqlite/upgrade.ts'
import { laterSchemas } from './upgrade-schemas.ts'

/** Upgrades the store in the folder, again and again until somebody kills it or it is done. */
process.stdout.write('begin\n')
await setTimeout(0)
process.stdout.write(`migrated ${upgradeStore(process.argv[2] ?? '', laterSchemas)}\n`)

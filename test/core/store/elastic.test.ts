import { test } from 'node:test'
import { findElasticsearch } from '../../support/elasticsearch.ts'
import { temporaryElastic } from '../../support/temporary-elastic.ts'
import { describeStore } from './contract.ts'

const server = await findElasticsearch()

if ('missing' in server) test('Elasticsearch: the contract of the store', { skip: server.missing }, () => undefined)
else describeStore('Elasticsearch', (clock) => temporaryElastic(server.url, clock))

import { spoken, wordings } from './wording.ts'

/** Synology DSM: `User [an] from [192.0.2.7] failed to sign in to [DSM] via [password] due to authorization failure.` */
export const mapSynology = spoken(
  wordings(String.raw`
authentication start login failure /User \[(?<user>[^\]]{0,200})\] from \[(?<ip>[0-9a-fA-F.:]{2,45})\] failed to (?:sign|log) in (?:to|via) \[(?<object>[^\]]{1,60})\]/
authentication start login success /User \[(?<user>[^\]]{0,200})\] from \[(?<ip>[0-9a-fA-F.:]{2,45})\] (?:signed|logged) in (?:to \[(?<object>[^\]]{1,60})\] )?successfully (?:to|via) \[/
`),
  { module: 'synology', dataset: 'synology.dsm', vendor: 'Synology', product: 'DSM', object: 'synology.dsm.service' },
)

/**
 * WSO2 API Manager and Enterprise Integrator, as their Log4j layout writes: `TID: [-1234] [2026-08-10 10:00:00,123]  WARN
 * {org.wso2.carbon.apimgt.gateway.handlers.security.APIAuthenticationHandler} - API authentication failure due to Invalid
 * Credentials`.
 */
export const mapWso2 = spoken(
  wordings(String.raw`
authentication,api start api_login failure /API authentication failure due to (?<reason>[^|]{1,120})/
api denied api_throttled failure /\{org\.wso2\.carbon\.apimgt\.gateway\.handlers\.throttling\.[A-Za-z]{1,60}\} - (?<reason>.{1,300})/
authentication start login failure /\{[\w.]{0,200}\} - Failed Administrator login attempt '(?<user>[^'[]{1,200}?)(?:\[[^\]]{0,20}\])?'/
authentication start login success /\{[\w.]{0,200}\} - '(?<user>[^' ]{1,200}?)(?: ?\[[^\]]{0,20}\])?' logged in at /
`),
  { module: 'wso2', dataset: 'wso2.carbon', vendor: 'WSO2', product: 'Carbon', object: 'wso2.carbon.object' },
)

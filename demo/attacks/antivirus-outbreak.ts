import type { Happening, Line } from '../line.ts'
import { kasperskyLine } from '../lines/antivirus.ts'
import { windowsLine } from '../lines/windows.ts'

/** A worm goes from desk to desk; on one of them the antivirus cannot remove it, on another it is switched off. */
export const antivirusOutbreak: Happening = (world, at) => {
  const { random, province } = world
  const threat = 'Virus.Win32.Neshta.a'
  const lines: Line[] = []
  let time = at
  for (const host of province.of('pc').filter((_, index) => index % 4 === 1)) {
    for (let i = random.whole(1, 6); i > 0; i--) {
      const object = `C:\\Users\\${host.user}\\Desktop\\Báo cáo tháng ${random.whole(1, 12)}.exe`
      lines.push(
        kasperskyLine(time, host, { code: 'GNRL_EV_VIRUS_FOUND', name: 'Malicious object detected', threat, object }),
      )
      lines.push(
        kasperskyLine(
          time + 700,
          host,
          random.chance(0.8)
            ? { code: 'GNRL_EV_OBJECT_CURED', name: 'Object disinfected', threat, object }
            : { code: 'GNRL_EV_OBJECT_NOTCURED', name: 'Object not disinfected', threat, object },
        ),
      )
      time += random.whole(4000, 60_000)
    }
  }
  const [first, second] = province.of('pc')
  if (first !== undefined)
    lines.push(kasperskyLine(time, first, { code: 'GNRL_EV_PTOTECTION_DISABLED', name: 'Protection is disabled' }))
  if (second !== undefined)
    lines.push(
      windowsLine(world, time + 9000, second, {
        channel: 'Microsoft-Windows-Windows Defender/Operational',
        provider: 'Microsoft-Windows-Windows Defender',
        id: 1116,
        level: 'warning',
        message: 'Microsoft Defender Antivirus has detected malware or other potentially unwanted software.',
        data: {
          'Threat Name': 'Virus:Win32/Neshta.A',
          'Severity Name': 'Severe',
          'Category Name': 'Virus',
          Path: `file:_C:\\Users\\${second.user}\\Downloads\\setup.exe`,
          'Detection User': `SONGIANG\\${second.user}`,
          'Process Name': 'C:\\Windows\\explorer.exe',
        },
      }),
    )
  return lines
}

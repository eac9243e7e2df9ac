/** The version of ATT&CK for Enterprise that the names below are of. */
export const attackVersion = '17.0'

/** The tactics in the order of the matrix: the id, the name that Sigma tags use, and what people read. */
export const tactics = [
  { id: 'TA0043', tag: 'reconnaissance', title: { vi: 'Trinh sát', en: 'Reconnaissance' } },
  { id: 'TA0042', tag: 'resource-development', title: { vi: 'Chuẩn bị nguồn lực', en: 'Resource Development' } },
  { id: 'TA0001', tag: 'initial-access', title: { vi: 'Xâm nhập ban đầu', en: 'Initial Access' } },
  { id: 'TA0002', tag: 'execution', title: { vi: 'Thực thi', en: 'Execution' } },
  { id: 'TA0003', tag: 'persistence', title: { vi: 'Bám trụ', en: 'Persistence' } },
  { id: 'TA0004', tag: 'privilege-escalation', title: { vi: 'Leo thang đặc quyền', en: 'Privilege Escalation' } },
  { id: 'TA0005', tag: 'defense-evasion', title: { vi: 'Né tránh phòng thủ', en: 'Defense Evasion' } },
  { id: 'TA0006', tag: 'credential-access', title: { vi: 'Lấy thông tin đăng nhập', en: 'Credential Access' } },
  { id: 'TA0007', tag: 'discovery', title: { vi: 'Dò tìm trong mạng', en: 'Discovery' } },
  { id: 'TA0008', tag: 'lateral-movement', title: { vi: 'Di chuyển ngang', en: 'Lateral Movement' } },
  { id: 'TA0009', tag: 'collection', title: { vi: 'Thu thập', en: 'Collection' } },
  { id: 'TA0011', tag: 'command-and-control', title: { vi: 'Điều khiển từ xa', en: 'Command and Control' } },
  { id: 'TA0010', tag: 'exfiltration', title: { vi: 'Đưa dữ liệu ra ngoài', en: 'Exfiltration' } },
  { id: 'TA0040', tag: 'impact', title: { vi: 'Phá hoại', en: 'Impact' } },
]

/** What people call the tactic of a tag; one that came later, its tag. */
export const tacticWords = (tag: string, language: 'vi' | 'en'): string =>
  tactics.find((tactic) => tactic.tag === tag)?.title[language] ?? tag

import type { Unit } from '../../core/access/unit.ts'

/**
 * An invented two-tier province: its root, departments and communes, and offices below two of them. Addresses are from
 * the ranges that RFC 1918 and RFC 5737 set aside.
 */
export const sampleUnits: readonly Unit[] = [
  { id: 'tinh', name: 'Tỉnh Sơn Giang', kind: 'province' },
  {
    id: 'so-khcn',
    name: 'Sở Khoa học và Công nghệ',
    kind: 'department',
    parent: 'tinh',
    networks: ['10.10.0.0/16'],
  },
  {
    id: 'tt-dlts',
    name: 'Trung tâm Dữ liệu và Chuyển đổi số',
    kind: 'office',
    parent: 'so-khcn',
    networks: ['10.10.8.0/22', '192.0.2.0/24'],
    hosts: ['cong-dvc-01', 'mail-01', 'lgsp-01', 'web-01', 'bastion-01'],
  },
  { id: 'so-tc', name: 'Sở Tài chính', kind: 'department', parent: 'tinh', networks: ['10.20.0.0/16'] },
  {
    id: 'so-tc-ketoan',
    name: 'Phòng Kế toán, Sở Tài chính',
    kind: 'office',
    parent: 'so-tc',
    networks: ['10.20.4.0/24'],
    hosts: ['ketoan-01'],
  },
  { id: 'so-yt', name: 'Sở Y tế', kind: 'department', parent: 'tinh', networks: ['10.30.0.0/16'] },
  { id: 'xa-muong-la', name: 'Xã Mường La', kind: 'commune', parent: 'tinh', networks: ['10.101.0.0/24'] },
  { id: 'xa-ban-mu', name: 'Xã Bản Mù', kind: 'commune', parent: 'tinh', networks: ['10.102.0.0/24'] },
  { id: 'phuong-tan-hoa', name: 'Phường Tân Hòa', kind: 'ward', parent: 'tinh', networks: ['10.103.0.0/24'] },
]

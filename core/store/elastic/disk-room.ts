import type { ElasticConnection } from './connection.ts'

interface Answer {
  readonly nodes: Readonly<
    Record<
      string,
      {
        readonly roles: readonly string[]
        readonly fs: { readonly total: { readonly total_in_bytes: number; readonly available_in_bytes: number } }
      }
    >
  >
}

/** Room on the disks of the nodes that hold data: that of the fullest one, since its watermark is the first to stop writing. */
export async function diskRoom(
  connection: ElasticConnection,
): Promise<{ readonly total: number; readonly free: number }> {
  const { nodes } = await connection.read<Answer>('GET', '/_nodes/data:true/stats/fs')
  const rooms = Object.values(nodes).map(({ fs }) => ({
    total: fs.total.total_in_bytes,
    free: fs.total.available_in_bytes,
  }))
  return rooms.reduce((fullest, room) => (room.free / room.total < fullest.free / fullest.total ? room : fullest), {
    total: 1,
    free: 1,
  })
}

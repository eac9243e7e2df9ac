/** Texts of hunting: export, saved queries, statistics of a field, what can be done with a value. */
export const huntingVi = {
  'export.menu': 'Xuất',
  'export.title': 'Xuất ra tệp',
  'export.format': 'Dạng tệp',
  'export.xlsx': 'Excel (XLSX)',
  'export.xlsx.hint': 'mở được ngay ở mọi máy; mọi ô là chữ, không có công thức',
  'export.csv': 'CSV',
  'export.csv.hint':
    'UTF-8, ngăn bằng dấu chấm phẩy như Excel cài vùng Việt Nam; ô dễ bị Excel hiểu sai có dấu nháy đơn đứng trước',
  'export.ndjson': 'NDJSON',
  'export.ndjson.hint': 'toàn bộ tài liệu, mỗi dòng một tài liệu, cho chương trình đọc',
  'export.counting': 'Đang đếm…',
  'export.rows': 'Sẽ xuất {n} dòng, mới nhất trước.',
  'export.rows.least': 'Sẽ xuất ít nhất {n} dòng, mới nhất trước; chưa đếm hết nên có thể nhiều hơn.',
  'export.rows.none': 'Không có dòng nào để xuất.',
  'export.cut': 'Chỉ xuất {most} dòng mới nhất; {left} dòng cũ hơn bị để lại. Thu hẹp khoảng thời gian để lấy phần đó.',
  'export.cut.least':
    'Chỉ xuất {most} dòng mới nhất; ít nhất {left} dòng cũ hơn bị để lại. Thu hẹp khoảng thời gian để lấy phần đó.',
  'export.most': 'Một tệp có nhiều nhất {most} dòng, vì Excel không mở được nhiều hơn.',
  'export.columns': 'Cột: {columns}',
  'export.audit': 'Việc xuất được ghi vào nhật ký kiểm toán: ai, câu hỏi nào, bao nhiêu dòng.',
  'export.do': 'Tải về',
  'export.started': 'Trình duyệt đang tải tệp. Hủy trong danh sách tải về nếu không cần nữa.',
  'export.ruleId': 'Mã luật',
  'export.note': 'Ghi chú kết luận',
  'export.id': 'Mã cảnh báo',
} as const

/** What is told to whoever opens the pack, in both languages. */
export const packReadme = (facts: {
  readonly installation: string
  readonly id: string
  readonly from: string
  readonly to: string
  readonly asOf: string
  readonly scope: string
  readonly madeBy: string
  readonly madeAt: string
  readonly head: string
  readonly fingerprint: string
}): string => `GÓI TÀI LIỆU THANH TRA, KIỂM TRA (Vọng Gác)
==========================================
Đơn vị cài đặt:      ${facts.installation}
Mã gói:              ${facts.id}
Khoảng thời gian:    từ ${facts.from} đến trước ${facts.to} (UTC)
Quyền hạn tính tại:  ${facts.asOf} (UTC)
Phạm vi:             ${facts.scope}
Người lập, lúc:      ${facts.madeBy}, ${facts.madeAt}
Đầu chuỗi khi lập:   ${facts.head}
Dấu vân tay khóa:    ${facts.fingerprint}

Trong gói
---------
accounts, rights            tài khoản và quyền hạn tại thời điểm nêu trên, ai cấp, từ lúc nào;
                            gồm cả quyền sau đó đã bị thu hồi
systems                     hệ thống thông tin, cấp độ, thời hạn lưu nhật ký phải có (logMonths) và đang có lúc lập
                            gói (logMonthsKept); logRetention: enough là đủ, short là chưa đủ,
                            nothing-arrives là chưa có nhật ký nào đến, no-minimum là không bắt buộc;
                            nguồn đã khai mà ngừng gửi hoặc chưa thấy bao giờ
sources                     nguồn nhật ký và lớp lưu giữ của từng nguồn
retention-classes           các lớp lưu giữ, số tháng lưu và mức tối thiểu theo luật
retention-ledger            sổ xóa: phân vùng nào đã xóa, khi nào, vì sao
detection-times             mọi lần sửa thời điểm phát hiện sự cố
exports                     mọi lần xuất dữ liệu
restricted-reads            mọi lần xem sự cố hạn chế
audit                       các dòng nhật ký kiểm toán trong khoảng thời gian, kèm mã băm
heads                       các đầu chuỗi đã gửi ra ngoài

Mỗi bảng có hai bản: .csv (mở được bằng Excel) và .jsonl (mỗi dòng một tài liệu JSON).

Tự kiểm tra, không cần Vọng Gác, không cần mạng
-----------------------------------------------
1. So dấu vân tay khóa với dấu vân tay in trong bảng điều khiển (trang Nhật ký kiểm toán) hoặc đã
   được giao trước đó bằng đường khác:
     openssl pkey -pubin -in public-key.pem -outform DER | sha256sum
2. Chữ ký của bản kê:
     openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig
3. Mã băm của từng tệp (SHA256SUMS cũng được kê trong manifest.json):
     sha256sum -c SHA256SUMS
   và mã băm của chính SHA256SUMS phải đúng như trong manifest.json:
     sha256sum SHA256SUMS
4. Không được có tệp nào ngoài bản kê: ls có đúng các tệp trong SHA256SUMS, cùng SHA256SUMS,
   manifest.json và manifest.sig.
5. Đầu chuỗi nhận qua thư hoặc máy chủ nhật ký khác (số và mã băm) phải trùng với dòng cùng số
   trong audit.csv.
Có Vọng Gác thì một lệnh làm hết: vonggac audit check-pack TỆP [--public-key KHÓA] [--head SỐ:MÃ]

Mã băm của mỗi dòng là HMAC-SHA-256 với khóa chỉ đơn vị cài đặt giữ, tính trên mã băm của dòng trước
(cột previous) và nội dung dòng. Người ngoài kiểm được thứ tự và các đầu chuỗi; kiểm từng dòng bằng
khóa thì thực hiện tại đơn vị: vonggac audit check-pack TỆP --with-key

------------------------------------------------------------------------------------------------

INSPECTOR'S PACK (Vọng Gác)
===========================
Installation:        ${facts.installation}
Pack:                ${facts.id}
Window:              from ${facts.from} up to, not including, ${facts.to} (UTC)
Rights as of:        ${facts.asOf} (UTC)
Scope:               ${facts.scope}
Made by, at:         ${facts.madeBy}, ${facts.madeAt}
Head of the chain:   ${facts.head}
Key fingerprint:     ${facts.fingerprint}

What is in it: accounts and rights as of the date, also those taken back since (accounts, rights);
systems with level, log minimum (logMonths) and what is kept when the pack is made (logMonthsKept;
logRetention: enough, short, nothing-arrives, no-minimum), and their declared sources that are silent or
were never seen (systems); log sources with their retention class (sources);
retention classes and the ledger of deletions (retention-classes, retention-ledger); every change of a
time of detection (detection-times); every export (exports); every read of a restricted incident
(restricted-reads); the rows of the audit log in the window with their hashes (audit); the heads that
were sent outside (heads). Every table comes as .csv (opens in Excel) and as .jsonl (a JSON document a
line).

To check it without us and offline:
1. The fingerprint of the key against the one in the console (page Audit log), or handed over before:
     openssl pkey -pubin -in public-key.pem -outform DER | sha256sum
2. The manifest's signature:
     openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig
3. The files' digests, and that of SHA256SUMS against manifest.json:
     sha256sum -c SHA256SUMS
     sha256sum SHA256SUMS
4. No file but those of SHA256SUMS, and SHA256SUMS, manifest.json, manifest.sig.
5. A head received by mail or syslog (number and hash) equals the row of that number in audit.csv.
Or all at once: vonggac audit check-pack FILE [--public-key KEY] [--head NUMBER:HASH]

A row's hash is HMAC-SHA-256, under a key that the installation alone holds, over the hash of the row
before (column previous) and the row. Outsiders can check the order and the heads; to check row by row
with the key, run at the installation: vonggac audit check-pack FILE --with-key
`

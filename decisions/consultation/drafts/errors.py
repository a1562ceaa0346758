"""Why a draft could not be read, each with what to do about it."""

from decisions.errors import N_, DecisionsError


class DraftUnreadableError(DecisionsError):
    """The file holds no draft that can be read."""

    code = "draft_unreadable"
    status = 422
    message = N_("文件无法读取，可能已经损坏。请用 Word 或 WPS 打开，另存为 .docx 后重新上传。")


class DraftTypeError(DraftUnreadableError):
    """The file is something else than .docx or Markdown text."""

    message = N_(
        "这不是可以读取的草案文件。请上传 .docx 文件或者 UTF-8 编码的 Markdown 文本（.md）；"
        "PDF、网页、表格等文件请先转为 .docx。"
    )


class DraftOldFormatError(DraftUnreadableError):
    """The file is a binary .doc or .wps."""

    message = N_("这是旧格式（.doc 或 .wps）文件。请用 Word 或 WPS 打开，另存为 .docx 后重新上传。")


class DraftEncryptedError(DraftUnreadableError):
    """The file asks for a password."""

    message = N_("文件设有密码。请用 Word 或 WPS 打开，取消打开密码并保存后重新上传。")


class DraftMacroError(DraftUnreadableError):
    """The file carries macros."""

    message = N_("文件含有宏。请用 Word 或 WPS 打开，另存为不含宏的 .docx 后重新上传。")


class DraftUnsafeError(DraftUnreadableError):
    """The file's XML declares document types or entities, which no office program writes."""

    message = N_(
        "文件内部结构不安全，已停止读取。请用 Word 或 WPS 新建文档，把正文粘贴进去，保存为 .docx 后重新上传。"
    )


class DraftTooLargeError(DraftUnreadableError):
    """The file is, or would unpack to, more than a draft can need."""

    message = N_("文件过大，已停止读取。请删去图片等与条文无关的内容，或者把附件拆开，保存后重新上传。")


class DraftEmptyError(DraftUnreadableError):
    """The file opens but holds no text."""

    message = N_("文件中没有文字。如果内容是扫描图片，请录入文字后重新上传。")

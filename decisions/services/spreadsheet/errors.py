"""Refusals of files that are no readable spreadsheet, in words an office can act upon."""

from decisions.errors import N_, DecisionsError


class SpreadsheetUnreadableError(DecisionsError):
    """The file can't be read as a table; the subclasses say why."""

    code = "spreadsheet_unreadable"
    status = 422
    message = N_("无法读取这个表格文件，文件可能已损坏。请用表格软件打开，另存为 .xlsx 后重新提交。")


class EmptySpreadsheetError(SpreadsheetUnreadableError):
    """There is nothing in it."""

    message = N_("表格是空的，没有可以读取的内容。请确认选对了文件，数据在第一张可见的工作表中。")


class OldSpreadsheetError(SpreadsheetUnreadableError):
    """A binary workbook (.xls, .et, .xlsb)."""

    message = N_("这是旧版或二进制格式的表格（.xls、.et、.xlsb），不能直接读取。请另存为 .xlsx 后重新提交。")


class EncryptedSpreadsheetError(SpreadsheetUnreadableError):
    """A workbook under a password."""

    message = N_("表格设置了打开密码，不能读取。请取消密码，另存为 .xlsx 后重新提交。")


class WebPageSpreadsheetError(SpreadsheetUnreadableError):
    """A web page, or an XML sheet of 2003, under a spreadsheet's name."""

    message = N_("文件的扩展名像表格，内容却是网页或 XML。请用表格软件打开，另存为 .xlsx 后重新提交。")


class OtherSpreadsheetError(SpreadsheetUnreadableError):
    """An OpenDocument or Strict Open XML workbook."""

    message = N_("不支持这种表格格式（.ods 或“Strict Open XML”）。请另存为普通的 .xlsx 后重新提交。")


class MacroSpreadsheetError(SpreadsheetUnreadableError):
    """A workbook with macros."""

    message = N_("表格中带有宏，出于安全考虑不予读取。请另存为不带宏的 .xlsx 后重新提交。")


class NotASpreadsheetError(SpreadsheetUnreadableError):
    """A picture, a document, an archive, a program."""

    message = N_("这不是表格文件。请提交 .xlsx 或 .csv 格式的表格。")


class SpreadsheetTooLargeError(SpreadsheetUnreadableError):
    """More than the portal takes in at once."""

    code = "spreadsheet_too_large"
    status = 413
    message = N_(
        "表格过大：文件不超过 %(megabytes)d MB（解压后不超过 %(unpacked)d MB），数据不超过 %(rows)d 行、"
        "%(columns)d 列。请删去多余的行列和图片，或者拆分成几个文件后分别提交。"
    )


class SuspiciousSpreadsheetError(SpreadsheetUnreadableError):
    """A construction that no spreadsheet program writes."""

    message = N_("表格文件的内部结构异常，出于安全考虑不予读取。请新建一个表格，把内容复制过去再提交。")


class UnknownEncodingError(SpreadsheetUnreadableError):
    """A text in no character set we can tell."""

    message = N_("无法识别文件的文字编码。请用表格软件打开，确认文字显示正常后另存为 .xlsx 再提交。")


class BrokenQuotesError(SpreadsheetUnreadableError):
    """A quotation mark that opens and never closes would swallow the rows after it."""

    message = N_(
        "第 %(row)d 行附近的英文双引号不成对，继续读取会错行。请用表格软件打开核对，另存为 .xlsx 后重新提交。"
    )


class HeaderNotFoundError(DecisionsError):
    """No row looks like the header that the import needs."""

    code = "header_not_found"
    status = 422
    message = N_("没有找到表头。表头应在前 %(rows)d 行内，至少有“%(needed)s”列。请补上表头后重新提交。")

"""Small files in the layouts of the sources, written by the tests themselves."""

import io
import zipfile

from geo.errors import InputError

GEONAMES_ROW = [
    "0",
    "",
    "",
    "",
    "0",
    "0",
    "P",
    "PPL",
    "UA",
    "",
    "05",
    "",
    "",
    "",
    "0",
    "",
    "0",
    "Europe/Kyiv",
    "2024-01-01",
]
INID_HEADER = (
    "region;municipality;settlement;type;population;children;"
    "latitude_dms;longitude_dms;latitude_dd;longitude_dd;oktmo;dadata;rosstat"
)
HDX_HEADER = "ADM4_EN,ADM4_UA,ADM4_RU,ADM4_PCODE,ADM3_EN,ADM3_PCODE,ADM2_EN,ADM1_EN,ADM4_TYPE_UA,LAT,LON"
ADMIN_4 = [
    ["Record ID", "Settlement EN", "Settlement UKR", "Admin4 Pcode", "Admin3 Pcode", "Admin1 Pcode", "LAT", "LON"],
    ["c1", "Kurakhove", "Курахове", "UA1416011001", "UA1416011", "UA14", 47.98585, 37.28512],
    ["c2", "Illinka", "Іллінка", "UA1416011004", "UA1416011", "UA14", 48.00735, 37.29743],
    ["c3", "Kyiv", "Київ", "UA8000000000", "UA8000000", "UA80", 50.44924, 30.54671],
]
ADMIN_3 = [["Hromada", "Hromada UKR", "Admin3 Pcode"], ["Kurakhivska", "Курахівська", "UA1416011"]]
ADMIN_2 = [["Raion", "Raion UKR", "Admin2 Pcode"], ["Pokrovskyi", "Покровський", "UA1416"]]


def geonames_row(
    number, name, lat, lon, *, alternates="", code="PPL", country="UA", admin1="05", population=0, kind="P"
):
    row = list(GEONAMES_ROW)
    row[:8] = [str(number), name, name, alternates, str(lat), str(lon), kind, code]
    row[8], row[10], row[14] = country, admin1, str(population)
    return "\t".join(row)


def alternate(number, lang, name, *flags, since="", until=""):
    marks = ["1" if flag in flags else "" for flag in ("preferred", "short", "colloquial", "historic")]
    return "\t".join(["1", str(number), lang, name, *marks, since, until])


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def workbook(path, sheets):
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def with_member(path, name, content):
    """Put one more member into an archive."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return path


def lying_about_size(path, name, size):
    """Let an archive's directory say that a member is so large."""
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        directory = archive.start_dir
    at = data.index(name.encode(), directory) - 46
    data[at + 24 : at + 28] = size.to_bytes(4, "little")
    path.write_bytes(bytes(data))
    return path


def outcome(read):
    """Return what a reader gives, or None and its complaint; any other error is the test's failure."""
    try:
        return list(read()), ""
    except InputError as error:
        return None, str(error)

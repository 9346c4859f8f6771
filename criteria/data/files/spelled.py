"""Words of patient tables that ASCII cannot write, by language: where they appear, the encoding is the right one."""

from __future__ import annotations

import re

_WORDS = {
    "western": """
        männlich für größe grösse körpergewicht körpergröße hämoglobin läsion blutplättchen möglich durchgeführt
        toxizität unverträglichkeit prüfzentrum hämolytisch entfällt gebärfähig zielläsion universitätsklinikum
        münchen köln créatinine créatininémie hémoglobine plaquettes âge délai récidive lésion métastases
        hépatiques espérance dernière antérieures référence présence négatif féminin supérieure toxicité résiduelle
        hémolysé renseigné años código días género albúmina límite línea líneas metástasis neutrófilos país
        progresión situación síndrome varón última óseas hepáticas lesión sí età sì tossicità stabilità patiënt
        patiëntnummer não até doença situação síndrome neutrófilos progressão possível prévias última óssea
        referência mensurável raça país estável intolerância métastase prontuário kön ålder längd löpnummer mätbar
        målantigen övre gränsvärde år påvisat okänt tumörfri køn vægt højde læsion grænse hæmoglobin målbar øvre
        løbenummer prøve påvist ikä sukupuoli kehon määrä pituus kvarstående
    """,
    "central": """
        płeć wiek mężczyzna płytki białe całkowita całkowity górna wątroby wątrobie długość kości miesiące nawrót
        odpowiedź ośrodek próbki sprawności toksyczność wapń wartości wcześniejszych życia obojętnochłonne krwinki
        mężczyźni tak choroba przerzuty masa ciała wzrost zdolność věk pohlaví muž žena výška váha hmotnost počet
        jaterní metastázy játra hladina horní mez léčba předchozí neutrofily trombocyty šťastný číslo rodné
        vyšetření onemocnění nádor měsíce dní kreatinin krevní destičky vek muž žena výška hmotnosť počet pečeň
        pečeňové liečba predchádzajúca číslo életkor férfi nő testsúly magasság vérlemezke máj áttét fehérvérsejt
        kreatinin felső határ születési betegség dob spol muškarac žensko težina visina jetra bolest prethodne broj
        vârstă bărbat femeie greutate înălțime greutate leucocite plachetar
    """,
    "turkish": """
        yaş yaşı kadın erkek hayır ağırlık ağırlığı karaciğer akciğer hastalık sayısı süresi sınır üst değer önceki
        trombosit nötrofil lökosit doğurganlık yapılmadı çalışılmadı şüpheli ölçülebilir boyu cinsiyet metastazı
        yanıt basamağı kaçıncı sıra nüks üre ürik kreatinin değeri hastanın açlık aralığı
    """,
    "cyrillic": """
        возраст пол муж жен мужской женский мужчина женщина гемоглобин тромбоциты нейтрофилы лейкоциты креатинин
        вес рост да нет пациент номер дата билирубин алт аст метастазы печень диагноз масса тела общий статус жінка
        чоловік вік стать вага зріст пацієнт пациента анализ лет мо възраст мъж жена тегло ръст мес года единицы
        норма код центр
    """,
    "greek": """
        ηλικία φύλο άνδρας γυναίκα βάρος ύψος αιμοσφαιρίνη αιμοπετάλια ουδετερόφιλα κρεατινίνη χολερυθρίνη ναι όχι
        ασθενής κωδικός ήπαρ μεταστάσεις
    """,
    "chinese": """
        年龄 性别 男 女 岁 编号 患者 病人 姓名 住院号 病历号 血红蛋白 血小板 白细胞 中性粒细胞 肌酐 总胆红素
        谷草转氨酶 谷丙转氨酶 丙氨酸氨基转移酶 天冬氨酸氨基转移酶 绝对值 计数 体重 身高 转移 复发 进展 稳定 缓解
        治疗 线数 末次 评分 标本 时间 天 月 是 否 有 无 未查 未评 未知 阳性 阴性 靶点 肝转移 病理 确诊 间隔 毒性
        分级 项目名称 项目代码 结果 提示 单位 参考范围 参考值 上限 正常值 国际标准化比值 活化部分凝血活酶时间 秒
        直接 当前 状态 目前 可测量 病灶 综合征 吉尔伯特 中心 医院 日期 检验 妊娠 育龄 预期 生存期 溶血 白蛋白
        葡萄糖 尿素 尿酸 钙 医学 肿瘤 大学 附属 科室 诊断 合计 中山大学肿瘤防治中心
    """,
    "traditional": """
        年齡 性別 男 女 歲 編號 病患 病人 姓名 病歷號 血紅素 血小板 白血球 嗜中性球 肌酸酐 總膽紅素 體重 身高 轉移
        復發 進展 穩定 治療 評分 檢體 時間 天 月 是 否 有 無 未檢 陽性 陰性 肝轉移 病理 診斷 日期 檢驗 單位 參考值
        上限 醫院 結果 國際標準化比值 肝功能
    """,
    "japanese": """
        年齢 性別 男性 女性 男 女 歳 患者 症例 番号 施設 体重 身長 血小板 白血球 好中球 ヘモグロビン クレアチニン
        総ビリルビン 基準値 上限 下限 基準範囲 検査 結果 単位 日付 あり なし はい いいえ 不明 未実施 未測定 陽性
        陰性 肝転移 再発 転移 進行 安定 増悪 奏効 前治療 歴数 測定可能病変 全身状態 期待余命 妊娠 可能性 溶血 残存
        毒性 アルブミン カルシウム 血糖 尿酸 治療 直近 標的 の を に 有無 項目 登録 病院 匿名化 研究 識別 コード
        診断 病名 カルテ 血色素量
    """,
    "korean": """
        나이 성별 연령 남 여 남자 여자 남성 여성 환자 번호 등록번호 연구번호 체중 신장 혈색소 혈소판 백혈구 호중구
        크레아티닌 총빌리루빈 상한치 참고치 검사 결과 단위 일자 날짜 예 아니오 있음 없음 음성 양성 간전이 전이 재발
        및 진행 안정 치료 차수 이전 마지막 잔존독성 가임여부 임신검사 세 개월 일 판정불가 미시행 미상 병원 기관
        표적검사결과 검체 경과일 측정가능병변 질병상태 병리확진 방사선치료 후 기간 길버트증후군 불내성 해당없음
        관해 완전 부분 반응 병변 측정 가능 수행능력
    """,
}
KNOWN = {language: frozenset(words.split()) for language, words in _WORDS.items()}
SIGNS = {language: frozenset("".join(words)) for language, words in KNOWN.items()}
"""By language, the letters that its words are made of."""

_TOKEN = re.compile(r"[^\W\d_]+")


def known_words(text: str, language: str) -> int:
    """How many different words of the language, written with letters beyond ASCII, stand in the text."""
    tokens = {token.casefold() for token in _TOKEN.findall(text) if not token.isascii()}
    return len(tokens & KNOWN[language])


def known_terms(text: str, language: str) -> int:
    """How many different words of a language that writes none of the blanks between words stand in the text."""
    return sum(word in text for word in KNOWN[language] if len(word) > 1)

"""What the columns of a long table are called: the patient, the test, its value, unit, limits, day and visit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal

Role = Literal[
    "patient", "name", "code", "value", "unit", "upper_limit", "lower_limit", "range", "flag", "date", "day",
    "baseline", "visit", "specimen", "index",
]  # fmt: skip

_WRITTEN: Mapping[Role, str] = {
    "patient": """
        patient_id; usubjid; subject_id; person_id; patient; subject; subjid; pid; patid; pat_id; ptid; case_id;
        record_id;        study_id; subject; mrn; pat_mrn_id; person; id; patient no; patient number; patientnum; PatNr;
        Patientennummer; Patienten-ID; PatientenID; Pat-ID; Fallnummer; Fall-Nr; Pseudonym; Patienten-Nr;
        N° patient; numéro patient; IPP; identifiant; id patient; NIP; nº paciente; NHC; id paciente;
        número de historia; historia clínica; paciente; prontuário; codice paziente; id paziente; paziente;
        nosologico; cod paziente; patiëntnummer; patientnr; patiënt; patiënt-id; nr pacjenta; id pacjenta; pacjent;
        identyfikator; patient-id; patientnummer; personnummer; cpr; löpnummer; hasta no; hasta numarası; hasta id;
        protokol no; hasta; 编号; 患者编号; 病人编号; 病历号; 住院号; 病案号; 患者id; 登记号; 受试者编号; 患者号;
        病人id; 患者番号; 患者ID; 症例番号; 登録番号; 患者コード; 被験者番号; 研究用ID; 匿名化ID; 환자번호;
        등록번호; 연구번호; 환자ID; 병록번호; 대상자번호
    """,
    "name": """
        lab_name; test_name; test; analyte; parameter; parameter_name; paramcd; lbtestcd; lbtest; component_name;
        component; measurement; item; name; lab_test; lab_component; test_description; assay; lab; examination;
        label; event; event_cd_disp; observation; procedure_name; result_name; test item; variable; analysis;
        display name; Analyt; Parameter; Untersuchung; Laborwert; Bezeichnung; Messgröße; Test; Analyse; Verfahren;
        Parametername; Laborparameter; examen; analyse; paramètre; libellé; libellé analyse; nom analyse; dosage;
        libellé examen; prueba; análisis; parámetro; determinación; analito; nombre prueba; esame; analita;
        parametro; descrizione esame; prestazione; bepaling; test; onderzoek; exame; análise; analito;
        nome do exame; badanie; nazwa badania; parametr; oznaczenie; analys; analysnamn; undersökning; prov;
        analyse; prøve; analysenavn; undersøgelse; test adı; tetkik; tetkik adı; parametre; test; tahlil;
        tahlil adı; analit; 项目名称; 检验项目; 项目; 检验项目名称; 检查项目; 指标; 指标名称; 检验名称; 分析项目;
        中文名称; 検査項目; 検査項目名; 項目; 項目名; 検査名; 検査項目名称; 項目名称; 検査名称; 검사명; 검사항목;
        항목; 검사항목명; 항목명; 검사명칭
    """,
    "code": """
        test_code; testcode; loinc; loinc_code; code; itemid; component_id; item_code; lab_code; param; event_cd;
        short name; abbreviation; base_name; Kürzel; Analyt-Code; Kurzname; Analytcode; LOINC-Code; code analyse;
        code examen; código; código prueba; codice; codice esame; cod esame; code bepaling; kod; kod badania;
        kod icd; analyskod; kortnamn; npu; npu-kod; npu-kode; npu kode; kode; analysekode; test kodu; tetkik kodu;
        kodu; 项目代码; 检验项目代码; 代码; 项目编码; 英文缩写; 英文名称; 项目简称; 缩写; 検査コード; 項目コード;
        コード; 検査項目コード; JLAC10; 略称; 검사코드; 항목코드; 코드; 처방코드
    """,
    "value": """
        lab_value; value; result; result_value; ord_value; value_as_number; test_result; result_val; aval; lbstresc;
        lborres; lbstresn; valuenum; numeric_value; ord_num_value; numeric_result; measurement_value;
        observation_value; val; lab_result; result value; reported value; avalc; Wert; Ergebnis; Messwert; Resultat;
        Befund; Ergebniswert; Messergebnis; valeur; résultat; resultado; valor; risultato; valore; esito; uitslag;
        waarde; resultaat; wynik; wartość; resultat; värde; provsvar; svar; resultat; værdi; prøvesvar; sonuç;
        değer; sonuç değeri; 结果; 检验结果; 检测结果; 结果值; 数值; 测定值; 检查结果; 定量结果; 結果; 検査結果;
        結果値; 検査値; 値; 測定値; 검사결과; 결과; 결과값; 검사결과값; 수치; 결과치
    """,
    "unit": """
        unit; units; lab_unit; result_unit; result_units; reference_unit; valueuom; avalu; lbstresu; lborresu; uom;
        unit_of_measure; result_units_cd; unit_source_value; unitname; unit name; Einheit; Einheiten; Maßeinheit;
        unité; unités; unidad; unidades; unità; unità di misura; um; u.m.; udm; eenheid; unidade; jednostka; jedn;
        jednostki; jednostka miary; enhet; enhed; birim; birimi; 单位; 计量单位; 結果单位; 単位; 단위; 검사단위
    """,
    "upper_limit": """
        upper_limit; uln; range_high; upper; reference_high; ref_high; normal_high; a1hi; anrhi; lbstnrhi; lbornrhi;
        ref_range_upper; normal_range_high; range_upper; reference_range_high; ref_range_high; upper_ref; high;
        ref_hi; upper limit of normal; reference upper; high_ref; normal_high_value; upper normal; ref upper; hi;
        Normbereich oben; Obergrenze; obere Grenze; Referenzbereich oben; Referenz oben; Norm oben; Normwert oben;
        Referenzobergrenze; OGN; oberer Normwert; NW oben; Normbereich bis; Referenzbereich bis; Ref bis; Ref oben;
        borne sup; borne supérieure; limite supérieure; norme sup; normale haute; valeur haute; borne haute; LSN;
        limite superior; límite superior; valor máximo; ref max; límite superior normal; rango superior;
        limite superiore; valore massimo; rif max; bovengrens; referentie hoog; ref hoog;
        limite superior de referência; górna granica; norma górna; wartość górna; norma do; zakres do; górna;
        övre gräns; övre; ref övre; övre referensgräns; øvre grænse; øvre; ref øvre; øvre referencegrænse;
        üst sınır; referans üst; üst limit; üst değer; referans üst sınır; 上限; 参考上限; 参考值上限; 正常上限;
        参考高值; 基準値上限; 基準上限; 上限値; 正常値上限; 상한; 참고치상한; 정상상한; 참고상한; 상한치
    """,
    "lower_limit": """
        lower_limit; lln; range_low; lower; reference_low; ref_low; normal_low; a1lo; anrlo; lbstnrlo; lbornrlo;
        ref_range_lower; normal_range_low; range_lower; reference_range_low; ref_range_low; low; ref lower; lo;
        Normbereich unten; Untergrenze; untere Grenze; Referenzbereich unten; Referenz unten; Norm unten;
        Normbereich von; Referenzbereich von; Ref von; Ref unten; NW unten; borne inf; borne inférieure;
        limite inférieure; norme inf; borne basse; límite inferior; ref min; valor mínimo; limite inferiore;
        rif min; ondergrens; ref laag; referentie laag; limite inferior; dolna granica; norma dolna; norma od;
        zakres od; dolna; undre gräns; nedre gräns; nedre; nedre grænse; alt sınır; referans alt; alt limit;
        alt değer; 下限; 参考下限; 参考值下限; 正常下限; 参考低值; 基準値下限; 基準下限; 下限値; 하한; 참고치하한;
        정상하한; 참고하한; 하한치
    """,
    "range": """
        reference_range; ref_range; normal_range; range; reference; reference interval; normal range; ref;
        ref interval; Normbereich; Referenzbereich; Referenz; Normalbereich; Referenzintervall; Norm; Normwert;
        Normalwert; Ref.-Bereich; Referenzwert; valeurs de référence; normes; norme; intervalle de référence;
        plage de référence; référence; valeurs normales; valores de referencia; rango de referencia; rango;
        referencia; rango normal; intervalo de referencia; valori di riferimento; intervallo di riferimento;
        riferimento; range di riferimento; valori normali; referentiewaarden; referentie; referentiegebied;
        normaalwaarden; referentie-interval; valores de referência; valor de referência; referência;
        faixa de referência; intervalo de referência; zakres referencyjny; norma; zakres norm;
        wartości referencyjne; zakres; referensintervall; referens; referensområde; ref-intervall;
        referenceinterval; reference; referenceområde; referans aralığı; referans; referans değer;
        referans değerleri; normal değerler; 参考范围; 参考值; 参考区间; 正常范围; 正常值; 参考值范围; 生物参考区间;
        基準値; 基準範囲; 参考値; 参考基準値; 正常値; 基準値範囲; 참고치; 정상범위; 참고범위; 정상치; 참조범위;
        기준치
    """,
    "flag": """
        flag; abnormal_flag; abnormal; result_flag; lbnrind; anrind; interpretation; result_flag_c; hl; h/l; hi_lo;
        normalcy_cd; indicator; Flag; Kennzeichen; Auffällig; Pathologisch; Wertung; Bewertung; anormal; indicateur;
        alerte; marcador; alterado; indicador; patológico; asterisco; segnalazione; afwijkend; vlag; flaga;
        oznaczenie hl; odchylenie; avvikelse; markering; flagga; afvigelse; uyarı; durum; işaret; 提示; 异常提示;
        标志; 结果提示; 异常标志; 高低; 升降; 判定; 異常値フラグ; フラグ; 異常フラグ; 異常区分; 판정; 이상여부;
        플래그
    """,
    "date": """
        date; test_date; lab_date; measurement_date; collection_date; sample_date; result_date; datetime; charttime;
        specimen_date; result_time; specimn_taken_time; collection_time; collected; collected_at; adt; adtm; lbdtc;
        ordering_date; order_date; measurement_datetime; event_end_dt_tm; effective_date; storetime; sampling date;
        draw date; drawn; timestamp; date time; performed_dt_tm; visit date; report date; Datum; Abnahmedatum;
        Entnahmedatum; Probendatum; Befunddatum; Entnahmezeit; Abnahmezeit; Untersuchungsdatum; Auftragsdatum;
        Messdatum; Zeitpunkt; Abnahmezeitpunkt; Eingangsdatum; Labordatum; Datum/Uhrzeit; Ergebnisdatum;
        date prélèvement; date de prélèvement; date résultat; date examen; date du prélèvement; date analyse; fecha;
        fecha de extracción; fecha resultado; fecha muestra; fecha análisis; fecha extracción; data; data prelievo;
        data esame; data referto; data di prelievo; afnamedatum; datum afname; datum; afnametijdstip; data coleta;
        data do exame; data da coleta; data resultado; data de coleta; data badania; data pobrania; data wyniku;
        data; provdatum; provtagningsdatum; datum; provtagningstid; analysdatum; dato; prøvedato; prøvetagningsdato;
        prøvetagningstidspunkt; tarih; numune tarihi; sonuç tarihi; test tarihi; örnek tarihi; istek tarihi; 日期;
        检验日期; 采样日期; 报告日期; 检验时间; 报告时间; 采集时间; 采样时间; 检测日期; 检查日期; 送检日期;
        采集日期; 日付; 検査日; 採取日; 採血日; 報告日; 検査日時; 採取日時; 採血日時; 検体採取日; 実施日; 검사일;
        검사일자; 채혈일; 접수일; 결과일; 검사일시; 채혈일시; 보고일; 시행일; 결과일자; 채취일; 일자
    """,
    "day": """
        ady; lbdy; study_day; day; relative_day; rel_day; days_from_index; days_since_index; day number; studyday;
        day_from_index; days_from_baseline; Tag; Studientag; jour; día; giorno; dag; dia; dzień; gün; 天数; 研究日;
        日数; 일차
    """,
    "baseline": """
        ablfl; lbblfl; lblobxfl; baseline_flag; baseline; is_baseline; baselineflag; basisfl; basal; Ausgangswert;
        基线; 基线标志; ベースライン; 기저치
    """,
    "visit": """
        avisit; visit; visit_name; avisitn; visitnum; visit_number; event_name; redcap_event_name; timepoint;
        time point; visitid; Visite; Zeitpunkt der Visite; visite; visita; bezoek; wizyta; besök; besøg; vizit;
        访视; 访视名称; 来院; 방문
    """,
    "specimen": """
        specimen; specimen_type; fluid; lbspec; lbcat; sample_type; material; Material; Probenmaterial; Probenart;
        matériel; nature prélèvement; muestra; tipo de muestra; materiale; campione; materiaal; amostra; materiał;
        provmaterial; prøvemateriale; numune; numune türü; 标本; 标本类型; 样本类型; 标本种类; 検体; 検体種別; 材料;
        検査材料; 검체; 검체명; 검체종류
    """,
    "index": """
        index_date; start_date; screening_date; baseline_date; enrolment_date; enrollment_date; trtsdt; rfstdtc;
        randdt; date_of_screening; date of enrolment; Indexdatum; Einschlussdatum; Screeningdatum; Stichtag;
        Screening-Datum; Studieneinschluss; date inclusion; date d'inclusion; date index; date de screening;
        fecha índice; fecha de inclusión; fecha inclusión; fecha de screening; data indice; data di arruolamento;
        data arruolamento; data screening; data di screening; inclusiedatum; indexdatum; screeningsdatum;
        data de inclusão; data índice; data inclusão; data de triagem; data włączenia; data indeksowa;
        data kwalifikacji; inklusionsdatum; inkluderingsdatum; indeksdato; inklusionsdato; indeks tarihi;
        dahil edilme tarihi; tarama tarihi; 入组日期; 筛选日期; 基线日期; 登録日; 基準日; スクリーニング日; 기준일;
        선정일; 스크리닝일; 등록일
    """,
}


def key(heading: str) -> str:
    """A heading as it is compared: letters and digits of any script, without case and accents."""
    text = unicodedata.normalize(
        "NFKD", heading.replace("ı", "i").replace("ł", "l").replace("Ł", "L").replace("ø", "o")
    )
    bare = "".join(sign for sign in text if not unicodedata.combining(sign)).casefold()
    return re.sub(r"[\W_]", "", bare)


_NAMES: Mapping[Role, tuple[str, ...]] = {
    role: tuple(dict.fromkeys(key(name) for name in written.split(";") if name.strip()))
    for role, written in _WRITTEN.items()
}


def in_role(columns: Iterable[str], role: Role) -> list[str]:
    """The columns that are called as this role is, the surest name first."""
    by_key: dict[str, str] = {}
    for column in columns:
        by_key.setdefault(key(column), column)
    return [by_key[name] for name in _NAMES[role] if name in by_key]

#include "services/traceability/epcis/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace shanhai::traceability::epcis {
namespace {

// CBV 2.0, sections 7.1 to 7.6.
constexpr std::array<std::string_view, 41> kBizSteps{"accepting",
                                                     "arriving",
                                                     "assembling",
                                                     "collecting",
                                                     "commissioning",
                                                     "consigning",
                                                     "cycle_counting",
                                                     "decommissioning",
                                                     "departing",
                                                     "destroying",
                                                     "disassembling",
                                                     "dispensing",
                                                     "encoding",
                                                     "entering_exiting",
                                                     "holding",
                                                     "inspecting",
                                                     "installing",
                                                     "killing",
                                                     "loading",
                                                     "other",
                                                     "packing",
                                                     "picking",
                                                     "receiving",
                                                     "removing",
                                                     "repackaging",
                                                     "repairing",
                                                     "replacing",
                                                     "reserving",
                                                     "retail_selling",
                                                     "sampling",
                                                     "sensor_reporting",
                                                     "shipping",
                                                     "staging_outbound",
                                                     "stock_taking",
                                                     "stocking",
                                                     "storing",
                                                     "transporting",
                                                     "unloading",
                                                     "unpacking",
                                                     "void_shipping",
                                                     "creating_class_instance"};
constexpr std::array<std::string_view, 33> kDispositions{"active",
                                                         "available",
                                                         "completeness_inferred",
                                                         "completeness_verified",
                                                         "conformant",
                                                         "container_closed",
                                                         "container_open",
                                                         "damaged",
                                                         "destroyed",
                                                         "dispensed",
                                                         "disposed",
                                                         "encoded",
                                                         "expired",
                                                         "in_progress",
                                                         "in_transit",
                                                         "inactive",
                                                         "mismatch_class",
                                                         "mismatch_instance",
                                                         "mismatch_quantity",
                                                         "needs_replacement",
                                                         "no_pedigree_match",
                                                         "non_conformant",
                                                         "non_sellable_other",
                                                         "partially_dispensed",
                                                         "recalled",
                                                         "reserved",
                                                         "retail_sold",
                                                         "returned",
                                                         "sellable_accessible",
                                                         "sellable_not_accessible",
                                                         "stolen",
                                                         "unavailable",
                                                         "unknown"};
constexpr std::array<std::string_view, 13> kTransactionTypes{"bol",     "cert",    "desadv",    "inv",    "pedigree",
                                                             "po",      "poc",     "prodorder", "recadv", "rma",
                                                             "testprd", "testres", "upevt"};
constexpr std::array<std::string_view, 3> kPartyTypes{"location", "owning_party", "possessing_party"};
constexpr std::array<std::string_view, 2> kErrorReasons{"did_not_occur", "incorrect_data"};
constexpr std::array<std::string_view, 72> kMeasurements{"AbsoluteHumidity",
                                                         "AbsorbedDose",
                                                         "AbsorbedDoseRate",
                                                         "Acceleration",
                                                         "Altitude",
                                                         "AmountOfSubstance",
                                                         "AmountOfSubstancePerUnitVolume",
                                                         "Angle",
                                                         "AngularAcceleration",
                                                         "AngularMomentum",
                                                         "AngularVelocity",
                                                         "Area",
                                                         "Capacitance",
                                                         "Conductance",
                                                         "Conductivity",
                                                         "Count",
                                                         "Density",
                                                         "Dimensionless",
                                                         "DoseEquivalent",
                                                         "DoseEquivalentRate",
                                                         "DynamicViscosity",
                                                         "ElectricCharge",
                                                         "ElectricCurrent",
                                                         "ElectricCurrentDensity",
                                                         "ElectricFieldStrength",
                                                         "Energy",
                                                         "Exposure",
                                                         "Force",
                                                         "Frequency",
                                                         "Illuminance",
                                                         "Inductance",
                                                         "Irradiance",
                                                         "KinematicViscosity",
                                                         "Length",
                                                         "LinearMomentum",
                                                         "Luminance",
                                                         "LuminousFlux",
                                                         "LuminousIntensity",
                                                         "MagneticFlux",
                                                         "MagneticFluxDensity",
                                                         "MagneticVectorPotential",
                                                         "Mass",
                                                         "MassConcentration",
                                                         "MassFlowRate",
                                                         "MassPerAreaTime",
                                                         "MemoryCapacity",
                                                         "MolalityOfSolute",
                                                         "MolarEnergy",
                                                         "MolarMass",
                                                         "MolarVolume",
                                                         "Power",
                                                         "Pressure",
                                                         "RadiantFlux",
                                                         "RadiantIntensity",
                                                         "Radioactivity",
                                                         "RelativeHumidity",
                                                         "Resistance",
                                                         "Resistivity",
                                                         "SolidAngle",
                                                         "SpecificVolume",
                                                         "Speed",
                                                         "SurfaceDensity",
                                                         "SurfaceTension",
                                                         "Temperature",
                                                         "Time",
                                                         "Torque",
                                                         "Voltage",
                                                         "Volume",
                                                         "VolumeFlowRate",
                                                         "VolumeFraction",
                                                         "VolumetricFlux",
                                                         "Wavenumber"};
constexpr std::array<std::string_view, 2> kAlerts{"ALARM_CONDITION", "ERROR_CONDITION"};
constexpr std::array<std::string_view, 14> kComponents{"altitude",
                                                       "axial_distance",
                                                       "azimuth",
                                                       "easting",
                                                       "elevation_angle",
                                                       "height",
                                                       "latitude",
                                                       "longitude",
                                                       "northing",
                                                       "polar_angle",
                                                       "spherical_radius",
                                                       "x",
                                                       "y",
                                                       "z"};

constexpr std::string_view kVoc = "https://gs1.org/voc/";
// What the JSON Schema refuses in a URI: there only bare words are meant.
constexpr std::array<std::string_view, 3> kReservedCbv{"urn:epcglobal:cbv", "http://ns.gs1.org/cbv/",
                                                       "https://ns.gs1.org/cbv/"};
constexpr std::array<std::string_view, 4> kReservedVoc{"http://gs1.org/voc/", "https://gs1.org/voc/",
                                                       "http://www.gs1.org/voc/", "https://www.gs1.org/voc/"};

struct Spelling {
  Vocabulary vocabulary;
  std::string_view web, urn;
  std::span<const std::string_view> words, reserved;
};
constexpr std::array kSpellings{
    Spelling{Vocabulary::biz_step, "https://ref.gs1.org/cbv/BizStep-", "urn:epcglobal:cbv:bizstep:", kBizSteps,
             kReservedCbv},
    Spelling{Vocabulary::disposition, "https://ref.gs1.org/cbv/Disp-", "urn:epcglobal:cbv:disp:", kDispositions,
             kReservedCbv},
    Spelling{Vocabulary::transaction_type, "https://ref.gs1.org/cbv/BTT-", "urn:epcglobal:cbv:btt:", kTransactionTypes,
             kReservedCbv},
    Spelling{Vocabulary::party_type, "https://ref.gs1.org/cbv/SDT-", "urn:epcglobal:cbv:sdt:", kPartyTypes,
             kReservedCbv},
    Spelling{Vocabulary::error_reason, "https://ref.gs1.org/cbv/ER-", "urn:epcglobal:cbv:er:", kErrorReasons,
             kReservedCbv},
    Spelling{Vocabulary::measurement, kVoc, "", kMeasurements, kReservedVoc},
    Spelling{Vocabulary::alert, kVoc, "", kAlerts, kReservedVoc},
    Spelling{Vocabulary::component, "https://ref.gs1.org/cbv/Comp-", "", kComponents, kReservedCbv},
};

const Spelling& spelling_of(Vocabulary vocabulary) {
  return *std::find_if(kSpellings.begin(), kSpellings.end(), [&](const auto& s) { return s.vocabulary == vocabulary; });
}

std::string_view bare_word(const Spelling& spelling, std::string_view text) {
  const auto found = std::find(spelling.words.begin(), spelling.words.end(), text);
  return found == spelling.words.end() ? std::string_view() : *found;
}

}  // namespace

std::span<const std::string_view> standard_words(Vocabulary vocabulary) { return spelling_of(vocabulary).words; }

bool is_bare_word(Vocabulary vocabulary, std::string_view text) {
  return !bare_word(spelling_of(vocabulary), text).empty();
}

std::string_view standard_word(Vocabulary vocabulary, std::string_view text) {
  const auto& spelling = spelling_of(vocabulary);
  for (const auto space : {spelling.web, spelling.urn}) {
    if (!space.empty() && text.starts_with(space)) return bare_word(spelling, text.substr(space.size()));
  }
  return bare_word(spelling, text);
}

bool is_reserved(Vocabulary vocabulary, std::string_view text) {
  const auto& reserved = spelling_of(vocabulary).reserved;
  return std::any_of(reserved.begin(), reserved.end(), [&](auto space) { return text.starts_with(space); });
}

std::string web_word(Vocabulary vocabulary, std::string_view bare) {
  return std::string(spelling_of(vocabulary).web) + std::string(bare);
}

std::string as_web_vocabulary(std::string text) {
  for (const auto& spelling : kSpellings) {
    if (!spelling.urn.empty() && text.starts_with(spelling.urn))
      return std::string(spelling.web) + text.substr(spelling.urn.size());
  }
  return text;
}

}  // namespace shanhai::traceability::epcis

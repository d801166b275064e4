#include "ui/theme/theme.h"

namespace everyword {
namespace {

// @name stands for a colour of ThemeColours.
const char *const kRules = R"(
QMainWindow, QMainWindow > QWidget { background: @window; }
QMainWindow::separator { background: @window; width: 6px; height: 6px; }
QMainWindow::separator:hover { background: @border; }
QToolTip { background: @panel; color: @text; border: 1px solid @border; padding: 4px 6px; }

QMenuBar { background: @window; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @panel; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 28px; border-radius: 4px; }
QMenu::item:selected { background: @hover; color: @text; }
QMenu::item:disabled { color: @mutedText; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; left: 9px; }
QMenu::indicator:checked { image: url(:/icons/@checkMark); }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }

QToolBar { background: @window; border: none; padding: 4px; spacing: 2px; }
QToolBar#promptToolBar { border-bottom: 1px solid @border; }
QWidget#modeSwitch QToolButton { padding: 3px 12px; }
QWidget#modeSwitch QToolButton#modelButton { padding: 3px 20px 3px 8px; }
QToolBar#toolBar { border-right: 1px solid @border; }
QToolButton { border: 1px solid transparent; border-radius: 5px; padding: 5px; background: transparent; }
QToolButton:hover { background: @hover; }
QToolButton:checked { background: @accentSoft; border-color: @accent; }
QToolButton:focus { border-color: @accent; }
QToolButton:checked:focus { border-color: @text; }
QToolButton#regionEye:checked:!focus { background: transparent; border-color: transparent; }
QToolButton#regionEye, QToolButton#regionDelete, QToolButton#resetButton, QToolButton#diceButton,
QToolButton#closeMessage { padding: 3px; }
QToolButton#groupHeader { color: @mutedText; padding: 4px 0; border: none; }
QToolButton#groupHeader:focus, QToolButton#moreButton:focus { color: @accent; text-decoration: underline; }
QToolButton#groupHeader:hover { color: @accent; background: transparent; }
QLabel#groupTitle { color: @mutedText; padding: 6px 0 2px 0; }
QToolButton#moreButton { color: @mutedText; padding: 2px 0; border: none; }
QToolButton#moreButton:hover { color: @accent; background: transparent; }

QPushButton { border: 1px solid @border; border-radius: 5px; padding: 6px 14px; background: @panel; }
QPushButton:hover { background: @hover; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @mutedText; }
QPushButton#generateButton { background: @accent; color: @accentText; border-color: @accent; font-weight: 600; padding: 6px 18px; }
QPushButton#generateButton:focus { border: 2px solid @text; padding: 5px 17px; }
QPushButton#generateButton:hover { background: @accentHover; }
QPushButton#generateButton:disabled { background: @hover; color: @mutedText; border-color: @border; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  background: @field; border: 1px solid @border; border-radius: 5px; padding: 4px 6px; min-height: 18px;
  selection-background-color: @accent; selection-color: @accentText; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border-color: @accent; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: @mutedText; background: @panel; }
QLineEdit#promptEdit { padding: 6px 10px; font-size: 11pt; border-radius: 6px; }
QLineEdit#regionLabel { border-color: transparent; background: transparent; padding: 2px 4px; }
QLineEdit#regionLabel:hover { border-color: @border; }
QLineEdit#regionLabel:focus { border-color: @accent; background: @field; }
QSpinBox, QDoubleSpinBox { padding-right: 2px; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url(:/icons/@chevron); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @border; selection-background-color: @hover;
  selection-color: @text; outline: none; padding: 2px; }

QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @mutedText; border-radius: 4px; background: @field; }
QCheckBox::indicator:hover, QCheckBox:focus::indicator { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/@checkOnAccent); }
QCheckBox::indicator:disabled { border-color: @border; background: @panel; }
QCheckBox { spacing: 8px; }

QSlider { background: transparent; min-height: 18px; }
QSlider::groove:horizontal { height: 4px; background: transparent; }
QSlider::add-page:horizontal { background: @border; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: @handle; border: 1px solid @accent; }
QSlider::handle:horizontal:focus { border: 2px solid @accent; }
QSlider::sub-page:horizontal:disabled { background: @border; }
QSlider::handle:horizontal:disabled { border-color: @border; background: @panel; }

QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; font-weight: 600; color: @text; }
QDockWidget::title { background: @window; padding: 8px 8px 4px 8px; text-align: left; border-top: 1px solid @border; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @mutedText; padding: 5px 12px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabBar::tab:focus { background: @accentSoft; }
QTabBar::tab:hover { color: @text; }
QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @scroll; border-radius: 3px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @mutedText; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { width: 0; height: 0; background: transparent; }

QGraphicsView#canvas { border: none; background: @canvas; }
QPlainTextEdit#logText { background: transparent; border: 1px solid transparent; }
QPlainTextEdit#logText:focus { border-color: @accent; }
QStatusBar { background: @window; border-top: 1px solid @border; min-height: 26px; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @mutedText; padding: 0 8px; }
QStatusBar QToolButton { color: @mutedText; padding: 1px 6px; }
QStatusBar QToolButton:hover { color: @text; }
QProgressBar { background: @border; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QLabel#tokenLabel[tooLong="true"] { color: @warning; }
QLabel#seedLabel, QLabel#muted, QLabel#tokenLabel, QLabel#downloadText, QLabel#paramUnit { color: @mutedText; }
QFrame#messageBar { background: @panel; border: 1px solid @border; border-radius: 6px; }
QFrame#messageBar[kind="error"] { border-left: 4px solid @bad; }
QFrame#messageBar[kind="warning"] { border-left: 4px solid @warning; }
QFrame#messageBar[kind="info"] { border-left: 4px solid @accent; }
QToolButton#modelButton { color: @mutedText; padding: 5px 14px 5px 8px; }
QToolButton#modelButton:hover { color: @text; }
QToolButton#modelButton::menu-indicator { image: url(:/icons/@chevron); width: 12px; height: 12px;
  subcontrol-origin: padding; subcontrol-position: center right; right: 6px; }
QDialog#modelsDialog, QDialog#addressDialog { background: @window; }
QLabel#fieldProblem { color: @bad; }
QListWidget#modelList { background: @panel; border: none; border-right: 1px solid @border; padding: 4px 0; outline: none; }
QLabel#modelTitle { font-size: 14pt; font-weight: 600; }
QFrame#dialogFooter { border-top: 1px solid @border; }
QToolButton#weightUpButton, QToolButton#pushAwayButton { border-color: @border; padding: 2px 8px; }
QFrame#regionRow { border-radius: 6px; border: 1px solid transparent; }
QFrame#regionRow:hover { background: @hover; }
QFrame#regionRow[picked="true"] { background: @accentSoft; border-color: @accent; }
)";

QColor mixed(const QColor &first, const QColor &second, double share) {
  const auto part = [share](int a, int b) { return static_cast<int>(a + (b - a) * share); };
  return QColor(part(first.red(), second.red()), part(first.green(), second.green()),
                part(first.blue(), second.blue()));
}

}  // namespace

QString styleSheet(const ThemeColours &colours) {
  const bool dark = colours.window.lightness() < 128;
  // Longer names first: @accentText must not be read as @accent.
  const std::pair<const char *, QString> names[] = {
      {"@accentText", colours.accentText.name()},
      {"@accentHover", mixed(colours.accent, colours.text, 0.15).name()},
      {"@accentSoft", mixed(colours.panel, colours.accent, 0.14).name()},
      {"@accent", colours.accent.name()},
      {"@mutedText", colours.mutedText.name()},
      {"@checkMark", dark ? QStringLiteral("check_light.svg") : QStringLiteral("check_dark.svg")},
      {"@checkOnAccent",
       dark ? QStringLiteral("check_dark.svg") : QStringLiteral("check_light.svg")},
      {"@chevron",
       dark ? QStringLiteral("chevron_down_light.svg") : QStringLiteral("chevron_down_dark.svg")},
      {"@handle", dark ? colours.text.name() : colours.field.name()},
      {"@scroll", mixed(colours.border, colours.mutedText, 0.35).name()},
      {"@window", colours.window.name()},
      {"@warning", colours.warning.name()},
      {"@panel", colours.panel.name()},
      {"@field", colours.field.name()},
      {"@border", colours.border.name()},
      {"@hover", colours.hover.name()},
      {"@canvas", colours.canvas.name()},
      {"@text", colours.text.name()},
      {"@bad", colours.bad.name()},
  };
  QString sheet = QString::fromLatin1(kRules);
  for (const auto &[name, value] : names) {
    sheet.replace(QLatin1String(name), value);
  }
  return sheet;
}

}  // namespace everyword

; The Windows installer, for Inno Setup 6: makes one setup program from the frozen folder dist\ehcp-desk.
;   iscc /DVersion=0.1.0 .ci\windows\ehcp-desk.iss
; Per machine by default; nothing is written beside the program when it runs, so nobody needs to be an administrator then.
; Silent: ehcp-desk-setup.exe /VERYSILENT /SUPPRESSMSGBOXES /NORESTART   Remove: unins000.exe /VERYSILENT
#ifndef Version
  #error Give the version: iscc /DVersion=0.1.0 .ci\windows\ehcp-desk.iss
#endif

[Setup]
; Never change AppId: it is how an update finds what it replaces.
AppId={{6F0E7B1C-5C39-4C0B-9E6B-2D0A6B0E51D4}
AppName=EHCP Desk
AppVersion={#Version}
AppVerName=EHCP Desk {#Version}
DefaultDirName={autopf}\EHCP Desk
DefaultGroupName=EHCP Desk
DisableProgramGroupPage=yes
PrivilegesRequired=admin
PrivilegesRequiredOverridesAllowed=commandline
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
OutputDir=..\..\dist
OutputBaseFilename=ehcp-desk-setup-{#Version}
Compression=lzma2
SolidCompression=yes
UninstallDisplayName=EHCP Desk
CloseApplications=yes
; Code signing: define a sign tool named "council" in Inno Setup or with /Scouncil=... and uncomment (docs/installing.md).
; SignTool=council
; SignedUninstaller=yes

[Files]
Source: "..\..\dist\ehcp-desk\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; Files of the version before that the new one no longer has.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\EHCP Desk"; Filename: "{app}\ehcp-desk.exe"
Name: "{autodesktop}\EHCP Desk"; Filename: "{app}\ehcp-desk.exe"; Tasks: desktop

[Tasks]
Name: desktop; Description: "A shortcut on the desktop"; Flags: unchecked

[Dirs]
; Where IT may put policy.toml; people may read it and not write it.
Name: "{commonappdata}\ehcp-desk"; Permissions: users-readexec

[Run]
Filename: "{app}\ehcp-desk-cli.exe"; Parameters: "doctor"; Flags: runhidden; StatusMsg: "Checking the installation"

// The one call that PowerShell has no command for: a secret of the local security authority.
using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace PhotoKiosk
{
    public static class Lsa
    {
        private const int CreateSecret = 0x20;

        [StructLayout(LayoutKind.Sequential)]
        private struct UnicodeString
        {
            public ushort Length;
            public ushort MaximumLength;
            public IntPtr Buffer;
        }

        [StructLayout(LayoutKind.Sequential)]
        private struct ObjectAttributes
        {
            public int Length;
            public IntPtr RootDirectory;
            public IntPtr ObjectName;
            public int Attributes;
            public IntPtr SecurityDescriptor;
            public IntPtr SecurityQualityOfService;
        }

        [DllImport("advapi32.dll")]
        private static extern uint LsaOpenPolicy(
            IntPtr system, ref ObjectAttributes attributes, int access, out IntPtr policy);

        [DllImport("advapi32.dll")]
        private static extern uint LsaStorePrivateData(IntPtr policy, ref UnicodeString key, IntPtr secret);

        [DllImport("advapi32.dll")]
        private static extern uint LsaClose(IntPtr policy);

        [DllImport("advapi32.dll")]
        private static extern uint LsaNtStatusToWinError(uint status);

        // Keeps a secret under a name; null or nothing removes it.
        public static void Store(string name, string secret)
        {
            ObjectAttributes attributes = new ObjectAttributes();
            attributes.Length = Marshal.SizeOf(typeof(ObjectAttributes));
            IntPtr policy;
            Check(LsaOpenPolicy(IntPtr.Zero, ref attributes, CreateSecret, out policy));
            UnicodeString key = Make(name);
            IntPtr value = IntPtr.Zero;
            UnicodeString kept = new UnicodeString();
            try
            {
                if (!string.IsNullOrEmpty(secret))
                {
                    kept = Make(secret);
                    value = Marshal.AllocHGlobal(Marshal.SizeOf(typeof(UnicodeString)));
                    Marshal.StructureToPtr(kept, value, false);
                }
                uint status = LsaStorePrivateData(policy, ref key, value);
                if (value != IntPtr.Zero || LsaNtStatusToWinError(status) != 2) { Check(status); }
            }
            finally
            {
                if (kept.Buffer != IntPtr.Zero) { Marshal.ZeroFreeGlobalAllocUnicode(kept.Buffer); }
                if (value != IntPtr.Zero) { Marshal.FreeHGlobal(value); }
                Marshal.FreeHGlobal(key.Buffer);
                LsaClose(policy);
            }
        }

        private static UnicodeString Make(string text)
        {
            UnicodeString made = new UnicodeString();
            made.Buffer = Marshal.StringToHGlobalUni(text);
            made.Length = (ushort)(text.Length * 2);
            made.MaximumLength = (ushort)(made.Length + 2);
            return made;
        }

        private static void Check(uint status)
        {
            if (status != 0) { throw new Win32Exception((int)LsaNtStatusToWinError(status)); }
        }
    }
}

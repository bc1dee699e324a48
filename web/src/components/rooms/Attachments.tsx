import type { Attachment } from "@parlance/shared-types";
import { IconFile } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useAccount } from "../../account/react.tsx";
import { loadFile, sizeInWords } from "../../lib/files.ts";
import { trustedAddress } from "../../lib/identity.ts";

/** The files of a message: images to look at, others to fetch. */
export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <ul className="attachments" aria-label="Attachments">
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          {isImage(attachment) ? <Picture attachment={attachment} /> : <Download attachment={attachment} />}
        </li>
      ))}
    </ul>
  );
}

/** Only what the server has measured is an image. */
const isImage = ({ mime, width, height }: Attachment): boolean =>
  mime.startsWith("image/") && width !== undefined && height !== undefined;

function Picture({ attachment }: { attachment: Attachment }) {
  const source = useFileSource(attachment);
  const { name, width, height } = attachment;
  return (
    <a href={source} target="_blank" rel="noreferrer noopener" className="picture">
      <img src={source} alt={name} width={width} height={height} loading="lazy" />
    </a>
  );
}

function Download({ attachment }: { attachment: Attachment }) {
  const source = useFileSource(attachment);
  return (
    <a href={source} download={attachment.name} className="download">
      <IconFile size={20} stroke={1.5} aria-hidden />
      <span className="download__name">{attachment.name}</span>
      <span className="download__size">{sizeInWords(attachment.size)}</span>
    </a>
  );
}

/** The address of a file, or, where credentials are needed, of a copy of it in this page. */
function useFileSource(attachment: Attachment): string | undefined {
  const { headers, account } = useAccount();
  const needsCredentials = account !== null;
  const [copy, setCopy] = useState<string>();

  useEffect(() => {
    if (!needsCredentials) return;
    let made: string | undefined;
    let isOver = false;
    loadFile(attachment, headers()).then(
      (blob) => {
        if (isOver) return;
        made = URL.createObjectURL(blob);
        setCopy(made);
      },
      () => setCopy(undefined), // Its name stays, without a way to fetch it.
    );
    return () => {
      isOver = true;
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [attachment, needsCredentials, headers]);

  return needsCredentials ? copy : trustedAddress(attachment.url);
}
